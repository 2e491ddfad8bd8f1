import type { Ambient } from '../ambient.ts';
import { keyToAddress, shiftKey } from './address.ts';
import { cidrOf } from './pools.ts';

/** The lowest number from `start` to `end` that is not taken; `taken` is ascending. */
export function lowestFree(taken: readonly number[], start: number, end: number): number | undefined {
  let candidate = start;
  for (const number of taken) {
    if (number > candidate) break;
    if (number === candidate) candidate += 1;
  }
  return candidate <= end ? candidate : undefined;
}

/** The first IPv4 subnet of a pool that is not among `taken`; undefined when the pool has none left. */
export function nextSubnet(poolCidr: string, prefixLength: number, taken: ReadonlySet<string>): string | undefined {
  const pool = cidrOf(poolCidr);
  const size = 1n << BigInt(32 - prefixLength);
  for (let key: string | undefined = pool.first; key !== undefined && key <= pool.last; key = shiftKey(key, size)) {
    const cidr = `${keyToAddress(key)}/${prefixLength}`;
    if (!taken.has(cidr)) return cidr;
  }
  return undefined;
}

/** A random address with OpenStack's prefix that is not taken. */
export function pickMac(taken: ReadonlySet<string>, ambient: Pick<Ambient, 'randomBytes'>): string {
  for (;;) {
    const mac = ['fa', '16', '3e', ...[...ambient.randomBytes(3)].map((byte) => byte.toString(16).padStart(2, '0'))].join(':');
    if (!taken.has(mac)) return mac;
  }
}
