import { column, record } from '../../columns.ts';
import { defineCommand } from '../../command.ts';

type Statistics = Record<string, number>;

const columns = [
  column<Statistics>('hosts', 'Hosts', ({ count }) => count),
  column<Statistics>('servers', 'Servers', (sums) => sums['running_vms']),
  column<Statistics>('vcpus', 'VCPUs', ({ vcpus }) => vcpus),
  column<Statistics>('vcpus_used', 'Used', (sums) => sums['vcpus_used']),
  column<Statistics>('memory_mib', 'Memory MiB', (sums) => sums['memory_mb']),
  column<Statistics>('memory_mib_used', 'Used', (sums) => sums['memory_mb_used']),
  column<Statistics>('disk_gib', 'Disk GiB', (sums) => sums['local_gb']),
  column<Statistics>('disk_gib_used', 'Used', (sums) => sums['local_gb_used']),
];

export default defineCommand({
  output: 'record',
  example: 'hypervisor stats show',
  async run({ cloud: open }) {
    const cloud = await open();
    return record((await cloud.compute.call('getHypervisorStatistics')).body.hypervisor_statistics as Statistics, columns);
  },
});
