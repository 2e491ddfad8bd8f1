import type { components } from '../../../openapi/generated/sampan.ts';
import type { components as HostComponents } from '../../../openapi/generated/host.ts';
import { isFault } from '../../../openapi/serve/fault.ts';
import type { HostClients } from '../../hosts/host-clients.ts';
import type { Host } from '../../hosts/host-store.ts';

/** One question to one host's switch, and the answers that fit the region's data. */
export interface Probe {
  side: 'source' | 'destination';
  hostId: string;
  networkId: string;
  half: NonNullable<HostComponents['schemas']['TraceRequest']['half']>;
  fromPortId: string;
  source: string;
  to: string;
  toMac: string | undefined;
  expected: HostComponents['schemas']['TraceResult']['verdict'][];
  /** Of delivered: to which port. */
  portId: string | undefined;
}

export type PathCheck = components['schemas']['PathCheck'];

export interface ProbeCall {
  protocol: 'icmp' | 'tcp' | 'udp';
  port?: number | undefined;
  requestId: string;
  signal: AbortSignal;
}

/** Asks the host's switch. A host that cannot be asked is no failure: the check says so. */
export async function runProbe(probe: Probe, host: Host | undefined, hosts: HostClients, { protocol, port, requestId, signal }: ProbeCall): Promise<PathCheck> {
  const about = { side: probe.side, ...(host ? { host: host.name } : {}), expected: probe.expected };
  if (host === undefined || host.state === 'down') return { ...about, reason: 'The host has not been heard of lately, so its switch was not asked.', agrees: null };
  const body = {
    from_port_id: probe.fromPortId, from_ip: probe.source, to_ip: probe.to, half: probe.half, protocol,
    ...(probe.toMac === undefined ? {} : { to_mac: probe.toMac }),
    ...(port === undefined ? {} : { port }),
  };
  try {
    const { body: said } = await hosts.of(host).call('traceNetwork', { path: { id: probe.networkId }, body, requestId, signal });
    const agrees = probe.expected.includes(said.verdict) && (probe.portId === undefined || said.port_id === probe.portId);
    return { ...about, verdict: said.verdict, reason: said.reason, agrees, steps: said.steps.map(({ table, rule }) => `${table}: ${rule}`) };
  } catch (error) {
    if (!isFault(error) || signal.aborted) throw error;
    // What is not plugged there sends nothing.
    if (error.status === 404) return { ...about, verdict: 'dropped', reason: `The host does not have it: ${error.message}`, agrees: probe.expected.includes('dropped') };
    return { ...about, reason: `The host could not be asked: ${error.message}`, agrees: null };
  }
}
