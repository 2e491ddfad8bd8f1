import { findServer } from '../../sdk/find.ts';
import { defineCommand } from '../command.ts';
import { requestIdOf } from '../request-id.ts';
import { waitOptions } from './wait-options.ts';
import { withWatch } from './watch.ts';

export default defineCommand({
  args: { server: { help: 'name or id' } },
  options: { flavor: { type: 'string', help: 'name or id', required: true }, live: { type: 'bool', help: 'confirm as soon as the host has done it' }, ...waitOptions },
  output: 'none',
  example: 'server resize web --flavor m1.small --live --wait',
  async run({ args, options, cloud: open, signal, progress }) {
    const cloud = await open();
    const { id, name } = await findServer(cloud, args.server);
    await withWatch({ cloud, options, signal, progress }, async (watch) => {
      const answer = await cloud.sampan.call('resizeServer', { path: { id }, body: { flavor: options.flavor, confirm: options.live } });
      await watch?.done({ id, name, requestId: requestIdOf(answer) }, options.live ? 'ACTIVE' : 'VERIFY_RESIZE');
    });
    return undefined;
  },
});
