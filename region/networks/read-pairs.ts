import { canonical, isAddress, parseCidr } from './address.ts';
import { invalid } from './kit/network-faults.ts';
import type { AddressPair } from './port-store.ts';

/** Pairs of an address, or a CIDR, and a MAC that a port may send from beside its own; without a MAC the port's own counts. */
export function readPairs(asked: readonly { ip_address: string; mac_address?: string }[]): AddressPair[] {
  const pairs = asked.map(({ ip_address: ip, mac_address: mac }) => {
    const text = isAddress(ip) ? canonical(ip) : parseCidr(ip)?.text;
    if (text === undefined) throw invalid('allowed_address_pairs', `'${ip}' is not a valid IP address or CIDR.`);
    return { ip_address: text, ...(mac === undefined ? {} : { mac_address: mac.toLowerCase() }) };
  });
  const words = pairs.map(({ ip_address: ip, mac_address: mac }) => `${ip} ${mac ?? ''}`);
  const twice = words.find((word, index) => words.indexOf(word) !== index);
  if (twice !== undefined) throw invalid('allowed_address_pairs', `Request contains duplicate address pair: ${twice.trim()}.`, 'DuplicateAddressPairInRequest');
  return pairs;
}
