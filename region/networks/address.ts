import ipaddr from 'ipaddr.js';

/**
 * Addresses of both families. A key is the address in hexadecimal at full width (8 digits or 32), so that keys of a family
 * sort as their addresses do; texts are canonical (RFC 5952).
 */
export type Family = 4 | 6;

export function isAddress(text: string, family?: Family): boolean {
  const kind: Family | undefined = ipaddr.IPv4.isValidFourPartDecimal(text) ? 4 : text.includes(':') && ipaddr.IPv6.isValid(text) && !text.includes('%') ? 6 : undefined;
  return kind !== undefined && (family === undefined || family === kind);
}

export const familyOf = (text: string): Family => (text.includes(':') ? 6 : 4);

export const canonical = (address: string): string => keyToAddress(addressKey(address));

export const addressKey = (address: string): string => Buffer.from(ipaddr.parse(address).toByteArray()).toString('hex');

export function keyToAddress(key: string): string {
  const address = ipaddr.fromByteArray([...Buffer.from(key, 'hex')]);
  return address.kind() === 'ipv6' ? (address as ipaddr.IPv6).toRFC5952String() : address.toString();
}

/** The key `by` addresses further; undefined beyond the family's last or first address. */
export function shiftKey(key: string, by: bigint): string | undefined {
  const next = BigInt(`0x${key}`) + by;
  const text = next.toString(16).padStart(key.length, '0');
  return next < 0n || text.length > key.length ? undefined : text;
}

export interface Cidr {
  family: Family;
  prefixLength: number;
  /** Key of the network address, and of the last address. */
  first: string;
  last: string;
  /** Canonical, without host bits. */
  text: string;
}

/** Undefined for what is no CIDR. Host bits are dropped. */
export function parseCidr(text: string): Cidr | undefined {
  const [address = '', prefix = ''] = text.split('/', 2);
  if (!isAddress(address) || !/^\d{1,3}$/.test(prefix) || text.split('/').length !== 2) return undefined;
  const family = familyOf(address);
  const bits = family === 4 ? 32 : 128;
  const prefixLength = Number(prefix);
  if (prefixLength > bits) return undefined;
  const size = 1n << BigInt(bits - prefixLength);
  const start = (BigInt(`0x${addressKey(address)}`) / size) * size;
  const keyOf = (number: bigint): string => number.toString(16).padStart(bits / 4, '0');
  const first = keyOf(start);
  return { family, prefixLength, first, last: keyOf(start + size - 1n), text: `${keyToAddress(first)}/${prefixLength}` };
}

export const contains = (cidr: Pick<Cidr, 'first' | 'last'>, key: string): boolean => key.length === cidr.first.length && key >= cidr.first && key <= cidr.last;

export const overlap = (a: Pick<Cidr, 'first' | 'last'>, b: Pick<Cidr, 'first' | 'last'>): boolean =>
  a.first.length === b.first.length && a.first <= b.last && b.first <= a.last;

/** An interface identifier from a MAC (RFC 4291, appendix A), as SLAAC forms it. */
export function slaacAddress(cidr: Cidr, mac: string): string {
  const bytes = Buffer.from(mac.replaceAll(':', ''), 'hex');
  const id = Buffer.from([(bytes[0] ?? 0) ^ 2, bytes[1] ?? 0, bytes[2] ?? 0, 0xff, 0xfe, bytes[3] ?? 0, bytes[4] ?? 0, bytes[5] ?? 0]);
  return keyToAddress(cidr.first.slice(0, 16) + id.toString('hex'));
}
