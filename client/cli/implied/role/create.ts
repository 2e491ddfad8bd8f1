import { findRole } from '../../../sdk/find.ts';
import { defineCommand } from '../../command.ts';

export default defineCommand({
  args: { prior: { help: 'who has this role; name or id' }, implied: { help: 'has this one as well; name or id' } },
  output: 'none',
  example: 'implied role create operator member',
  async run({ cloud: open, args }) {
    const cloud = await open();
    const [prior, implied] = await Promise.all([findRole(cloud, args.prior), findRole(cloud, args.implied)]);
    await cloud.identity.call('createImpliedRole', { path: { id: prior.id, role_id: implied.id } });
    return undefined;
  },
});
