import { isFault } from '../../../openapi/serve/fault.ts';
import { findHypervisor } from '../../sdk/find-compute.ts';
import { column, record } from '../columns.ts';
import { defineCommand } from '../command.ts';
import { hypervisorColumns } from './hypervisor-columns.ts';

export default defineCommand({
  args: { hypervisor: { help: 'name or number' } },
  output: 'record',
  example: 'hypervisor show host-1',
  async run({ cloud: open, args }) {
    const cloud = await open();
    const found = await findHypervisor(cloud, args.hypervisor);
    const uptime = await cloud.compute.call('getHypervisorUptime', { path: { id: String(found.id) } }).then(
      ({ body }) => body.hypervisor.uptime.trim(),
      (error: unknown) => {
        if (isFault(error) && error.status === 501) return null;
        throw error;
      },
    );
    return record({ ...found, uptime }, [...hypervisorColumns.map(({ key, title, value }) => ({ key, title, value })), column<typeof found & { uptime: string | null }>('uptime', 'Uptime', (row) => row.uptime)]);
  },
});
