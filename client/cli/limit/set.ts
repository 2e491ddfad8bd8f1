import { defineCommand } from '../command.ts';
import { requireChange } from '../switches.ts';

export default defineCommand({
  args: { limit: { help: 'id' } },
  options: {
    resourceLimit: { type: 'int', min: -1, help: 'what the project gets; -1 is no limit' },
    description: { type: 'string', help: 'why it differs' },
  },
  output: 'none',
  example: 'limit set 0f6a4c1d2b3e4f5a8b7c6d5e4f3a2b1c --resource-limit 50',
  async run({ cloud: open, args, options }) {
    const change = requireChange({
      ...(options.resourceLimit !== undefined && { resource_limit: options.resourceLimit }),
      ...(options.description !== undefined && { description: options.description }),
    });
    const cloud = await open();
    await cloud.identity.call('updateLimit', { path: { id: args.limit }, body: { limit: change } });
    return undefined;
  },
});
