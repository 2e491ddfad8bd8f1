import { findServer } from '../../sdk/find.ts';
import { defineCommand } from '../command.ts';
import { requestIdOf } from '../request-id.ts';
import { waitOptions } from './wait-options.ts';
import { withWatch } from './watch.ts';

export default defineCommand({
  args: { server: { help: 'name or id' } },
  options: {
    'image': { type: 'string', help: 'name or id; the present one without it' },
    'keep-backup': { type: 'bool', help: 'keep the old root as an image of one more layer' },
    'backup-name': { type: 'string', help: 'of that image' },
    ...waitOptions,
  },
  output: 'none',
  example: 'server rebuild web --image busybox --keep-backup --wait',
  async run({ args, options, cloud: open, signal, progress }) {
    const cloud = await open();
    const server = await findServer(cloud, args.server);
    const body = {
      ...(options.image === undefined ? {} : { image: options.image }),
      ...(options['keep-backup'] ? { keep_backup: true } : {}),
      ...(options['backup-name'] === undefined ? {} : { backup_name: options['backup-name'] }),
    };
    await withWatch({ cloud, options, signal, progress }, async (watch) => {
      const answer = await cloud.sampan.call('rebuildServer', { path: { id: server.id }, body });
      await watch?.done({ id: server.id, name: server.name, requestId: requestIdOf(answer) }, 'ACTIVE');
    });
    return undefined;
  },
});
