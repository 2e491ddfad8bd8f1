import { defineCommand } from '../command.ts';
import { eachOf } from '../each-of.ts';

export default defineCommand({
  args: { keypairs: { help: 'names', many: true } },
  output: 'none',
  example: 'keypair delete laptop',
  async run({ cloud: open, args }) {
    const cloud = await open();
    await eachOf(args.keypairs, (name) => cloud.compute.call('deleteKeypair', { path: { name } }));
    return undefined;
  },
});
