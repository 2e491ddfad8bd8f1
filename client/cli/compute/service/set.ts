import { defineCommand } from '../../command.ts';
import { UsageError } from '../../errors.ts';

export default defineCommand({
  args: { host: { help: 'the name of the host' } },
  options: {
    enable: { type: 'bool', help: 'let the host take new servers' },
    disable: { type: 'bool', help: 'let the host take no new servers; its servers stay' },
    reason: { type: 'string', help: 'why it is disabled' },
    down: { type: 'bool', help: 'count the host as down, whatever it says itself' },
    up: { type: 'bool', help: 'count the host as what it says itself' },
  },
  output: 'none',
  example: 'compute service set host-1 --disable --reason repair',
  async run({ cloud: open, args, options }) {
    const { enable, disable, reason, down, up } = options;
    if ((enable && disable) || (up && down)) throw new UsageError('--enable and --disable, and --up and --down, exclude each other.');
    if (reason !== undefined && !disable) throw new UsageError('--reason says why a host is disabled: add --disable.');
    if (!enable && !disable && !up && !down) throw new UsageError('Nothing to change was given.');
    const cloud = await open();
    const named = { host: args.host, binary: 'nova-compute' };
    if (enable || disable) {
      const id = enable ? 'enable' : reason === undefined ? 'disable' : 'disable-log-reason';
      await cloud.compute.call('updateComputeService', { path: { id }, body: { ...named, ...(reason === undefined ? {} : { disabled_reason: reason }) } });
    }
    // Forcing came with 2.11.
    if (up || down) await cloud.compute.call('updateComputeService', { path: { id: 'force-down' }, headers: { 'OpenStack-API-Version': 'compute 2.11' }, body: { ...named, forced_down: down } });
    return undefined;
  },
});
