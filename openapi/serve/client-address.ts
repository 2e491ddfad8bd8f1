/** Who is at the other end, when proxies may stand before a service. */
import ipaddr from 'ipaddr.js';
import { Fault } from './fault.ts';

export interface TrustedProxies {
  /** The client's address: the peer's, or that which trusted proxies say they were called from. */
  clientOf(peer: string, forwardedFor: string | string[] | undefined): string;
}

/**
 * A proxy appends whom it was called by to `X-Forwarded-For`; what stands before that, anybody may have written. So the list
 * is read from its end, for as long as the hop that wrote an entry is a trusted one. Addresses are compared in one form.
 * @param networks addresses or ranges (CIDR) of the proxies
 */
export function trustedProxies(networks: readonly string[]): TrustedProxies {
  const ranges = networks.map(rangeOf);
  const isTrusted = (address: Address): boolean => ranges.some(([first, bits]) => first.kind() === address.kind() && address.match(first, bits));
  return {
    clientOf(peer, forwardedFor) {
      const hops = [forwardedFor ?? []].flat().join(',').split(',').map((hop) => hop.trim());
      let client = peer;
      for (let at = addressOf(peer); at && isTrusted(at) && hops.length > 0; ) {
        const before = addressOf(hops.pop() ?? '');
        if (!before) break;
        client = before.toString();
        at = before;
      }
      return client;
    },
  };
}

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** IPv4 within IPv6 is IPv4: a socket of both families shows it so. */
const addressOf = (text: string): Address | undefined => (ipaddr.isValid(text) ? ipaddr.process(text) : undefined);

function rangeOf(text: string): [Address, number] {
  const whole = text.includes('/') ? text : `${text}/${text.includes(':') ? 128 : 32}`;
  if (!ipaddr.isValidCIDR(whole)) throw new Fault('bad-request', `Configuration trusted_proxies has ${JSON.stringify(text)}, which is neither an address nor a range: write them as 10.0.0.5 or 10.0.0.0/24.`);
  return ipaddr.parseCIDR(whole);
}
