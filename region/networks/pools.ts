import { addressKey, contains, keyToAddress, overlap, parseCidr, shiftKey } from './address.ts';
import type { Cidr } from './address.ts';

export interface Pool {
  start: string;
  end: string;
}

interface Range {
  first: string;
  last: string;
}

export const rangeOf = ({ start, end }: Pool): Range => ({ first: addressKey(start), last: addressKey(end) });

/** First and last address that a port may have: IPv4 keeps network and broadcast address from /30 up, IPv6 its first (subnet-router anycast). */
export function usableRange(cidr: Cidr): Range {
  const spare = cidr.family === 4 ? cidr.prefixLength < 31 : cidr.prefixLength < 127;
  if (!spare) return { first: cidr.first, last: cidr.last };
  const first = shiftKey(cidr.first, 1n) ?? cidr.first;
  return { first, last: cidr.family === 4 ? (shiftKey(cidr.last, -1n) ?? cidr.last) : cidr.last };
}

/** All usable addresses but the gateway's, as Neutron takes them when none are given. */
export function defaultPools(cidr: Cidr, gatewayIp: string | null): Pool[] {
  const { first, last } = usableRange(cidr);
  const pool = (a: string | undefined, b: string | undefined): Pool[] => (a === undefined || b === undefined || a > b ? [] : [{ start: keyToAddress(a), end: keyToAddress(b) }]);
  const gateway = gatewayIp === null ? undefined : addressKey(gatewayIp);
  if (gateway === undefined || !contains({ first, last }, gateway)) return pool(first, last);
  return [...pool(first, shiftKey(gateway, -1n)), ...pool(shiftKey(gateway, 1n), last)];
}

export const defaultGateway = (cidr: Cidr): string => keyToAddress(usableRange(cidr).first);

export const sortPools = (pools: readonly Pool[]): Pool[] => [...pools].sort((a, b) => (addressKey(a.start) < addressKey(b.start) ? -1 : 1));

/** What is wrong with pools, in a sentence; undefined when they are sound. */
export function poolComplaint(pools: readonly Pool[], cidr: Cidr, gatewayIp: string | null): string | undefined {
  const sorted = sortPools(pools).map((pool) => ({ ...pool, ...rangeOf(pool) }));
  const usable = usableRange(cidr);
  for (const [index, pool] of sorted.entries()) {
    const text = `${pool.start}-${pool.end}`;
    if (pool.first.length !== cidr.first.length) return `The allocation pool ${text} is not of the family of ${cidr.text}.`;
    if (pool.first > pool.last) return `The allocation pool ${text} ends before it starts.`;
    if (!contains(usable, pool.first) || !contains(usable, pool.last)) return `The allocation pool ${text} spans beyond the subnet cidr ${cidr.text}.`;
    const before = sorted[index - 1];
    if (before && overlap(before, pool)) return `Found overlapping allocation pools: ${before.start}-${before.end} and ${text}.`;
    if (gatewayIp !== null && contains(pool, addressKey(gatewayIp))) return `Gateway ip ${gatewayIp} conflicts with allocation pool ${text}.`;
  }
  return undefined;
}

export const inPools = (pools: readonly Pool[], key: string): boolean => pools.some((pool) => contains(rangeOf(pool), key));

/** The lowest pool address at or after a key; undefined when there is none. */
export function nextInPools(pools: readonly Pool[], from: string): string | undefined {
  for (const pool of sortPools(pools)) {
    const { first, last } = rangeOf(pool);
    if (from <= last) return from > first ? from : first;
  }
  return undefined;
}

/** How many addresses the pools hold. */
export const poolSize = (pools: readonly Pool[]): bigint =>
  pools.reduce((sum, pool) => sum + BigInt(`0x${addressKey(pool.end)}`) - BigInt(`0x${addressKey(pool.start)}`) + 1n, 0n);

/**
 * Chooses from the never-given addresses: from `next` on, past those that are `taken` (ascending keys of a window that
 * ends with `windowEnd`). Answers the address and where to go on, or only where to go on when the window was all taken.
 */
export function chooseFresh(pools: readonly Pool[], next: string, taken: readonly string[]): { key?: string; next: string | null } {
  let candidate = nextInPools(pools, next);
  for (const key of taken) {
    if (candidate === undefined) break;
    if (key < candidate) continue;
    if (key > candidate) break;
    candidate = after(pools, candidate);
  }
  if (candidate === undefined) return { next: null };
  return { key: candidate, next: after(pools, candidate) ?? null };
}

function after(pools: readonly Pool[], key: string): string | undefined {
  const next = shiftKey(key, 1n);
  return next === undefined ? undefined : nextInPools(pools, next);
}

/** Pools without host bits, of a CIDR that is known to be sound. */
export function cidrOf(text: string): Cidr {
  const cidr = parseCidr(text);
  if (!cidr) throw new TypeError(`${text} is no CIDR`);
  return cidr;
}
