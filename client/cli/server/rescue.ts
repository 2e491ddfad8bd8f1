import { findImage, findServer } from '../../sdk/find.ts';
import { record, column } from '../columns.ts';
import { defineCommand } from '../command.ts';
import { requestIdOf } from '../request-id.ts';
import { waitOptions } from './wait-options.ts';
import { withWatch } from './watch.ts';

export default defineCommand({
  args: { server: { help: 'name or id' } },
  options: { image: { type: 'string', help: 'the rescue image, name or id; the own image without it' }, ...waitOptions },
  output: 'record',
  example: 'server rescue web --wait',
  async run({ args, options, cloud: open, signal, progress }) {
    const cloud = await open();
    const [{ id, name }, image] = await Promise.all([findServer(cloud, args.server), options.image === undefined ? undefined : findImage(cloud, options.image)]);
    const password = await withWatch({ cloud, options, signal, progress }, async (watch) => {
      const answer = await cloud.compute.call('actOnServer', { path: { id }, body: { rescue: image ? { rescue_image_ref: image.id } : {} } });
      await watch?.done({ id, name, requestId: requestIdOf(answer) }, 'RESCUE');
      return (answer.body as { adminPass?: string } | undefined)?.adminPass ?? null;
    });
    return record({ password }, [column<{ password: string | null }>('password', 'Password', (one) => one.password)]);
  },
});
