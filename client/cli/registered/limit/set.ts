import { defineCommand } from '../../command.ts';
import { requireChange } from '../../switches.ts';

export default defineCommand({
  args: { limit: { help: 'id' } },
  options: {
    defaultLimit: { type: 'int', min: -1, help: 'what a project gets; -1 is no limit' },
    description: { type: 'string', help: 'what it counts' },
  },
  output: 'none',
  example: 'registered limit set 0f6a4c1d2b3e4f5a8b7c6d5e4f3a2b1c --default-limit 20',
  async run({ cloud: open, args, options }) {
    const change = requireChange({
      ...(options.defaultLimit !== undefined && { default_limit: options.defaultLimit }),
      ...(options.description !== undefined && { description: options.description }),
    });
    const cloud = await open();
    await cloud.identity.call('updateRegisteredLimit', { path: { id: args.limit }, body: { registered_limit: change } });
    return undefined;
  },
});
