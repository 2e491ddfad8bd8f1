import type { Hypervisor } from '../../sdk/find-compute.ts';
import { column, longColumn } from '../columns.ts';

export const hypervisorColumns = [
  column<Hypervisor>('id', 'ID', ({ id }) => id),
  column<Hypervisor>('name', 'Name', (hypervisor) => hypervisor.hypervisor_hostname),
  column<Hypervisor>('type', 'Type', (hypervisor) => hypervisor.hypervisor_type),
  column<Hypervisor>('state', 'State', ({ state }) => state),
  column<Hypervisor>('status', 'Status', ({ status }) => status),
  column<Hypervisor>('servers', 'Servers', (hypervisor) => hypervisor.running_vms),
  column<Hypervisor>('vcpus', 'VCPUs', ({ vcpus }) => vcpus),
  column<Hypervisor>('vcpus_used', 'Used', (hypervisor) => hypervisor.vcpus_used),
  column<Hypervisor>('memory_mib', 'Memory MiB', (hypervisor) => hypervisor.memory_mb),
  column<Hypervisor>('memory_mib_used', 'Used', (hypervisor) => hypervisor.memory_mb_used),
  longColumn<Hypervisor>('disk_gib', 'Disk GiB', (hypervisor) => hypervisor.local_gb),
  longColumn<Hypervisor>('disk_gib_used', 'Used', (hypervisor) => hypervisor.local_gb_used),
  longColumn<Hypervisor>('address', 'Address', (hypervisor) => hypervisor.host_ip),
];
