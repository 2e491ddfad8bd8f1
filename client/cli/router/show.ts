import { findRouter } from '../../sdk/find-network.ts';
import { record } from '../columns.ts';
import { defineCommand } from '../command.ts';
import { routerColumns } from './router-columns.ts';

export default defineCommand({
  args: { router: { help: 'name or id' } },
  output: 'record',
  example: 'router show edge',
  async run({ cloud, args }) {
    return record(await findRouter(await cloud(), args.router), routerColumns);
  },
});
