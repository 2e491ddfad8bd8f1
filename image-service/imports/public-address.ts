import ipaddr from 'ipaddr.js';

/**
 * Whether an import may connect to this address: one of the public internet, or one that the operator allowed
 * (`allowed` in CIDR notation). Everything that stands for another address (IPv4-mapped, NAT64, 6to4, Teredo) is judged
 * by its own range, none of which is public unicast, so nothing is reached in disguise.
 */
export function mayConnect(address: string, allowed: readonly string[]): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  if (allowed.some((cidr) => contains(cidr, parsed))) return true;
  return parsed.range() === 'unicast' && ipaddr.parse(address).range() === 'unicast';
}

function contains(cidr: string, address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  const [network, bits] = ipaddr.parseCIDR(cidr);
  return network.kind() === address.kind() && address.match(network, bits);
}
