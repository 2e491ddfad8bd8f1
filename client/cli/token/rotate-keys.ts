import { defineCommand } from '../command.ts';

export default defineCommand({
  output: 'none',
  example: 'token rotate-keys',
  async run({ cloud: open }) {
    const cloud = await open();
    await cloud.identity.call('rotateKeys');
    return undefined;
  },
});
