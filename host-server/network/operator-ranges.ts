import ipaddr from 'ipaddr.js';
import { badRequest } from '../../openapi/serve/fault.ts';
import type { NetworkMap } from './network-map.ts';

/** What this machine itself may reach by plain address: whole networks, and subnets within ranges of addresses. */
export interface OperatorRanges {
  networkIds: ReadonlySet<string>;
  cidrs: readonly string[];
}

/** Reads `10.128.0.0/10,3f2a1b9c-…`: IPv4 ranges and networks' ids. */
export function readOperatorRanges(text: string): OperatorRanges {
  const entries = text.split(',').map((part) => part.trim()).filter((part) => part !== '');
  for (const entry of entries) {
    if (!isRange(entry) && !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(entry)) throw badRequest(`SAMPAN_HOST_REACH has '${entry}': each entry must be an IPv4 range, as 10.128.0.0/10, or the id of a network.`, { field: 'reach' });
  }
  return { networkIds: new Set(entries.filter((entry) => !isRange(entry))), cidrs: entries.filter(isRange) };
}

/** The IPv4 subnets of a network that were named and have a gateway to go through. */
export function subnetsInReach(map: NetworkMap, { networkIds, cidrs }: OperatorRanges): string[] {
  const subnets = map.subnets.filter(({ ip_version: version, gateway_ip: gateway }) => version === 4 && gateway !== undefined).map(({ cidr }) => cidr);
  return networkIds.has(map.id) ? subnets : subnets.filter((cidr) => cidrs.some((range) => holds(range, cidr)));
}

export function overlap(one: string, other: string): boolean {
  return holds(one, other) || holds(other, one);
}

function holds(range: string, cidr: string): boolean {
  const [[start, bits], [address, length]] = [ipaddr.IPv4.parseCIDR(range), ipaddr.IPv4.parseCIDR(cidr)];
  return bits <= length && address.match([start, bits]);
}

const isRange = (text: string): boolean => ipaddr.IPv4.isValidCIDR(text);
