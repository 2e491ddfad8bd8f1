import { setTimeout as pause } from 'node:timers/promises';
import { Fault } from '../../../openapi/serve/fault.ts';
import { findImage } from '../../sdk/find.ts';
import { column, record } from '../columns.ts';
import { defineCommand } from '../command.ts';
import { loginOf, pollMs } from './import-task.ts';
import { transferLine } from './transfer.ts';

export default defineCommand({
  args: { image: { help: 'name or id' }, reference: { help: 'where to, such as registry.example/team/app:1' } },
  options: {
    allPlatforms: { type: 'bool', help: 'where it was pushed here in a multi-platform index: that index, with all its images' },
    username: { type: 'string', help: 'for the registry; its password is read from SAMPAN_REGISTRY_PASSWORD' },
  },
  output: 'record',
  example: 'image push busybox registry.example/team/busybox:1.36',
  async run({ args, options, cloud: open, io, signal, progress }) {
    const login = loginOf(options.username, io.env);
    const cloud = await open();
    const { id, name } = await findImage(cloud, args.image);
    const begun = await cloud.image.call('exportImage', { path: { id }, body: { method: { name: 'oci-push', ref: args.reference, ...(options.allPlatforms ? { all_platforms: true } : {}), ...login } } });
    const taskId = begun.headers['openstack-image-task-id'];
    const started = Date.now();
    for (;;) {
      const task = (await cloud.image.call('listImageTasks', { path: { id }, signal })).body.tasks.find((each) => each.id === taskId);
      if (!task || task.status === 'failure') throw new Fault('bad-gateway', `The push of ${name ?? id} failed: ${task?.message ?? 'its task is gone'}`);
      if (task.status === 'success') return record({ reference: args.reference, digest: digestOf(task.input) }, columns);
      progress.show(transferLine({ what: `${name ?? id} (${task.phase})`, bytes: task.bytes_done, totalBytes: task.bytes_total ?? undefined, elapsedMs: Date.now() - started }));
      await pause(pollMs, undefined, { signal });
    }
  },
});

interface Pushed {
  reference: string;
  digest: string;
}

const columns = [column<Pushed>('reference', 'Reference', ({ reference }) => reference), column<Pushed>('digest', 'Digest', ({ digest }) => digest)];

const digestOf = (input: Record<string, unknown>): string => String((input['export_req'] as { method?: { digest?: string } } | undefined)?.method?.digest ?? '');
