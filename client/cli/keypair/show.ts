import { record } from '../columns.ts';
import { defineCommand } from '../command.ts';
import { keypairColumns } from './keypair-columns.ts';

export default defineCommand({
  args: { keypair: { help: 'the name' } },
  options: { publicKey: { type: 'bool', help: 'print the public key alone, as authorized_keys wants it' } },
  output: 'record',
  example: 'keypair show laptop --public-key',
  async run({ cloud: open, args, options, io }) {
    const cloud = await open();
    const { keypair } = (await cloud.compute.call('getKeypair', { path: { name: args.keypair } })).body;
    if (!options.publicKey) return record(keypair, keypairColumns.map(({ key, title, value }) => ({ key, title, value })));
    io.stdout.write(`${keypair.public_key}\n`);
    return undefined;
  },
});
