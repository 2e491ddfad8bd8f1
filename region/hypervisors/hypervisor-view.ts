import { isIP } from 'node:net';
import type { Host } from '../hosts/host-store.ts';
import { stateWord, statusWord } from '../hosts/host-state.ts';
import { serviceNumber } from '../services/service-view.ts';
import type { HostServer } from './hypervisor-store.ts';

/** A host with what else is known of it. */
export interface Hypervisor {
  host: Host;
  number: number;
  busy: number;
  servers: readonly HostServer[];
}

type Since = (version: string) => boolean;

export const hypervisorId = ({ host, number }: Hypervisor, since: Since): number | string => (since('2.53') ? host.id : number);

export const listedHypervisor = (hypervisor: Hypervisor, since: Since, withServers: boolean) => ({
  id: hypervisorId(hypervisor, since),
  hypervisor_hostname: hypervisor.host.name,
  state: stateWord(hypervisor.host),
  status: statusWord(hypervisor.host),
  ...serversOf(hypervisor, withServers),
});

/** What is free counts what was promised, so it is below zero where more was promised than there is, as in Nova. */
export function hypervisorView(hypervisor: Hypervisor, since: Since, withServers: boolean) {
  const { host, number, busy } = hypervisor;
  const { capacity, claimed } = host;
  const cpu = { arch: host.architecture, topology: { cores: capacity.vcpus } };
  return {
    ...listedHypervisor(hypervisor, since, withServers),
    cpu_info: since('2.28') ? cpu : JSON.stringify(cpu),
    current_workload: busy,
    disk_available_least: capacity.diskGib - claimed.diskGib,
    free_disk_gb: capacity.diskGib - claimed.diskGib,
    free_ram_mb: capacity.memoryMib - claimed.memoryMib,
    host_ip: addressOf(host),
    hypervisor_type: host.kinds.includes('vm') ? 'QEMU' : 'container',
    hypervisor_version: versionNumber(host.version),
    local_gb: capacity.diskGib,
    local_gb_used: claimed.diskGib,
    memory_mb: capacity.memoryMib,
    memory_mb_used: claimed.memoryMib,
    running_vms: host.servers,
    service: { host: host.name, id: since('2.53') ? host.id : serviceNumber(number), disabled_reason: host.disabledReason },
    vcpus: capacity.vcpus,
    vcpus_used: claimed.vcpus,
  };
}

/** The sums over the hosts that are enabled. */
export function statisticsOf(hypervisors: readonly Hypervisor[]) {
  const enabled = hypervisors.filter(({ host }) => host.enabled);
  const sum = (value: (hypervisor: Hypervisor) => number): number => enabled.reduce((total, each) => total + value(each), 0);
  return {
    count: enabled.length,
    current_workload: sum(({ busy }) => busy),
    disk_available_least: sum(({ host }) => host.capacity.diskGib - host.claimed.diskGib),
    free_disk_gb: sum(({ host }) => host.capacity.diskGib - host.claimed.diskGib),
    free_ram_mb: sum(({ host }) => host.capacity.memoryMib - host.claimed.memoryMib),
    local_gb: sum(({ host }) => host.capacity.diskGib),
    local_gb_used: sum(({ host }) => host.claimed.diskGib),
    memory_mb: sum(({ host }) => host.capacity.memoryMib),
    memory_mb_used: sum(({ host }) => host.claimed.memoryMib),
    running_vms: sum(({ host }) => host.servers),
    vcpus: sum(({ host }) => host.capacity.vcpus),
    vcpus_used: sum(({ host }) => host.claimed.vcpus),
  };
}

// Nova leaves the key away where there are none.
const serversOf = ({ servers }: Hypervisor, withServers: boolean) =>
  withServers && servers.length > 0 ? { servers: servers.map(({ id, name }) => ({ uuid: id, name })) } : {};

function addressOf({ url }: Host): string | null {
  const name = new URL(url).hostname.replace(/^\[|\]$/g, '');
  return isIP(name) === 0 ? null : name;
}

/** `1.2.3` as Nova writes versions: 1002003. */
function versionNumber(version: string | null): number {
  const [major = 0, minor = 0, patch = 0] = (version ?? '').split('.').map((part) => Number.parseInt(part, 10) || 0);
  return major * 1_000_000 + minor * 1000 + patch;
}
