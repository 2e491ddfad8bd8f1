import ipaddr from 'ipaddr.js';
import type { Ambient } from '../ambient.ts';

/** An IPv4 address as a number, and back. */
export function toNumber(address: string): number {
  return ipaddr.IPv4.parse(address).octets.reduce((number, octet) => number * 256 + octet, 0);
}

export const toAddress = (number: number): string => [24, 16, 8, 0].map((shift) => (number >>> shift) & 255).join('.');

/** The lowest number from `start` to `end` that is not taken; `taken` is ascending. */
export function lowestFree(taken: readonly number[], start: number, end: number): number | undefined {
  let candidate = start;
  for (const number of taken) {
    if (number > candidate) break;
    if (number === candidate) candidate += 1;
  }
  return candidate <= end ? candidate : undefined;
}

export interface SubnetPlan {
  cidr: string;
  gatewayIp: string;
  poolStart: string;
  poolEnd: string;
}

/**
 * The n-th subnet of a pool: network address, gateway on the first host address, and the rest but broadcast for ports.
 * `undefined` when the pool has no n-th.
 */
export function planSubnet(poolCidr: string, prefixLength: number, index: number): SubnetPlan | undefined {
  const [pool, poolPrefix] = ipaddr.IPv4.parseCIDR(poolCidr);
  const base = toNumber(ipaddr.IPv4.networkAddressFromCIDR(`${pool}/${poolPrefix}`).toString());
  const size = 2 ** (32 - prefixLength);
  if (index < 0 || index >= 2 ** (prefixLength - poolPrefix)) return undefined;
  const first = base + index * size;
  return {
    cidr: `${toAddress(first)}/${prefixLength}`,
    gatewayIp: toAddress(first + 1),
    poolStart: toAddress(first + 2),
    poolEnd: toAddress(first + size - 2),
  };
}

/** A random address with OpenStack's prefix that the network does not know yet. */
export function pickMac(taken: ReadonlySet<string>, ambient: Pick<Ambient, 'randomBytes'>): string {
  for (;;) {
    const mac = ['fa', '16', '3e', ...[...ambient.randomBytes(3)].map((byte) => byte.toString(16).padStart(2, '0'))].join(':');
    if (!taken.has(mac)) return mac;
  }
}

export const prefixLengthOf = (cidr: string): number => ipaddr.IPv4.parseCIDR(cidr)[1];

/** Whether an address may be given to a port of the subnet. */
export const inPool = (address: string, subnet: Pick<SubnetPlan, 'poolStart' | 'poolEnd'>): boolean =>
  toNumber(address) >= toNumber(subnet.poolStart) && toNumber(address) <= toNumber(subnet.poolEnd);
