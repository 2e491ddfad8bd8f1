import type { IncomingHttpHeaders } from 'node:http';

/**
 * The origin (and the prefix of a proxy) as the client sees it, without a trailing slash: what is configured, else what
 * the proxy says, else the Host header, else where the server listens. A name with odd characters is not repeated in links.
 */
export function externalUrl(headers: IncomingHttpHeaders, configured: string | undefined, listening: string): string {
  if (configured !== undefined) return configured.replace(/\/+$/, '');
  const host = one(headers['x-forwarded-host']) ?? headers.host;
  if (host === undefined || !/^[\w.-]+(:\d+)?$|^\[[0-9a-f:.]+\](:\d+)?$/i.test(host)) return listening;
  const scheme = (one(headers['x-forwarded-proto']) ?? listening.split(':', 1)[0]) === 'https' ? 'https' : 'http';
  const prefix = one(headers['x-forwarded-prefix']) ?? '';
  return `${scheme}://${host}${/^(\/[\w.-]+)+$/.test(prefix) ? prefix : ''}`;
}

/** Each proxy on the way appends its own word; the first is the one nearest to the client. */
const one = (value: string | string[] | undefined): string | undefined => (Array.isArray(value) ? value[0] : value)?.split(',')[0]?.trim();
