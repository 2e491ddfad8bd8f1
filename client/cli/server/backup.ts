import { findServer } from '../../sdk/find.ts';
import { record } from '../columns.ts';
import { defineCommand } from '../command.ts';
import { keptColumns, keptImage } from './snapshot.ts';

/** A snapshot of a type, of which so many are kept. */
export default defineCommand({
  args: { server: { help: 'name or id' }, name: { help: 'the image’s name' } },
  options: {
    type: { type: 'string', default: 'daily', help: 'what it is counted with' },
    rotate: { type: 'int', min: 1, default: 7, help: 'how many of the type are kept' },
    wait: { type: 'bool', help: 'until the image is active' },
  },
  output: 'record',
  example: 'server backup web web-monday --type daily --rotate 7',
  async run({ cloud: open, args, options, signal }) {
    const cloud = await open();
    const { id } = await findServer(cloud, args.server);
    const createBackup = { name: args.name, backup_type: options.type, rotation: options.rotate };
    const answer = await cloud.compute.call('actOnServer', { path: { id }, body: { createBackup } });
    return record(await keptImage(cloud, answer.headers['location'] ?? '', { name: args.name, wait: options.wait, signal }), keptColumns);
  },
});
