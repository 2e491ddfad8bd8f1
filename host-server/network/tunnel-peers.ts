import { gatewayMacOf } from './port-record.ts';
import type { NetworkMap } from './network-map.ts';

/** One line of a VXLAN device's forwarding table: what goes to that MAC leaves for that host. */
export interface FdbEntry {
  mac: string;
  dst: string;
}

/** What goes to all. */
export const everybody = '00:00:00:00:00:00';

/** The forwarding table of a network's tunnel: each port of another host, every host for what goes to all, and the router's exit. */
export function tunnelPeers(map: NetworkMap, self: { hostId: string | undefined; tunnelIp: string }, exitHostId: string | undefined): FdbEntry[] {
  const others = new Map(map.hosts.filter(({ id, tunnel_ip: ip }) => id !== self.hostId && ip !== self.tunnelIp).map(({ id, tunnel_ip: ip }) => [id, ip]));
  const ports = map.ports.flatMap((port) => {
    const dst = port.host_id === undefined ? undefined : others.get(port.host_id);
    return dst === undefined ? [] : [{ mac: port.mac_address.toLowerCase(), dst }];
  });
  const exit = exitHostId === undefined ? undefined : others.get(exitHostId);
  return [...[...new Set(others.values())].map((dst) => ({ mac: everybody, dst })), ...ports, ...(exit === undefined ? [] : [{ mac: gatewayMacOf(map.id), dst: exit }])];
}

/** The lines for `bridge -batch` that turn one table into another. */
export function fdbChanges(deviceName: string, before: readonly FdbEntry[], after: readonly FdbEntry[]): string[] {
  const key = ({ mac, dst }: FdbEntry): string => `${mac} ${dst}`;
  const had = new Set(before.map(key));
  const wanted = new Set(after.map(key));
  const line = (verb: string, { mac, dst }: FdbEntry): string => `fdb ${verb} ${mac} dev ${deviceName} dst ${dst} self${verb === 'del' ? '' : ' permanent'}`;
  return [
    ...before.filter((entry) => !wanted.has(key(entry))).map((entry) => line('del', entry)),
    ...after.filter((entry) => !had.has(key(entry))).map((entry) => line('append', entry)),
  ];
}
