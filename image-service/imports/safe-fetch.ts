/**
 * Fetches what a user named by URL, without becoming the user's way into our own network (SSRF).
 *
 * The host is resolved here, every address that it has must be one that may be reached, and the connection goes to
 * exactly the address that was checked: a name that answers otherwise the second time (DNS rebinding) gains nothing. Each
 * redirect is a new hop with the same checks. Forms such as 0x7f000001, 2130706433 or 127.1 are made plain by the URL
 * parser before anyone looks. What the user is told does not say what a name resolves to.
 */
import { lookup } from 'node:dns/promises';
import { request as httpRequest } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import type { LookupFunction } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { badRequest, Fault, isFault } from '../../openapi/serve/fault.ts';
import { mayConnect } from './public-address.ts';

export interface FetchRules {
  /** Networks in CIDR notation that may be reached although they are not public. */
  allowedNetworks: readonly string[];
  /** TCP ports that may be asked; empty allows any. */
  ports: readonly number[];
  /** Until the connection stands and the answer begins. */
  answerTimeoutMs: number;
  /** A body that brings no byte for so long is given up. */
  idleTimeoutMs: number;
  /** All addresses of a name; rejects when there are none. */
  resolve(host: string): Promise<string[]>;
}

export const defaultFetchRules: FetchRules = {
  allowedNetworks: [],
  ports: [80, 443],
  answerTimeoutMs: 30_000,
  idleTimeoutMs: 60_000,
  resolve: async (host) => (await lookup(host, { all: true })).map(({ address }) => address),
};

export interface Fetched {
  status: number;
  headers: IncomingMessage['headers'];
  /** Where the last redirect led. */
  url: URL;
  body: IncomingMessage;
}

const maxRedirects = 5;

export interface FetchOptions {
  signal: AbortSignal;
  headers?: Record<string, string>;
  /** GET unless told otherwise; only GET and HEAD follow redirects. */
  method?: 'GET' | 'HEAD' | 'POST' | 'PUT';
  /** Sent as it comes, no faster than it is taken; `headers` say how long it is. */
  body?: AsyncIterable<Buffer>;
}

/**
 * Asks for a URL. Any status but a redirect is answered; `headers` go to the first host only. Faults: `bad-request` for a
 * URL that is refused, `bad-gateway` and `timeout` for what the other side does.
 */
export async function safeFetch(text: string, rules: FetchRules, options: FetchOptions): Promise<Fetched> {
  let url = readUrl(text);
  let headers = options.headers ?? {};
  const follows = options.method === undefined || options.method === 'GET' || options.method === 'HEAD';
  for (let hops = 0; ; hops += 1) {
    const address = await pickAddress(url, rules);
    const body = await connect(url, address, rules, { ...options, headers });
    const status = body.statusCode ?? 0;
    const location = follows && redirects.has(status) ? body.headers.location : undefined;
    if (location === undefined) return { status, headers: body.headers, url, body };
    body.destroy();
    if (hops === maxRedirects) throw badRequest(`${hostOf(url)} redirects more than ${maxRedirects} times: name the last URL instead.`);
    const next = readUrl(location, url);
    if (url.protocol === 'https:' && next.protocol === 'http:') throw badRequest(`${hostOf(url)} redirects from https to http, which is not followed.`);
    // Credentials are for whom they were given, not for whoever that one names.
    if (next.origin !== url.origin) headers = Object.fromEntries(Object.entries(headers).filter(([name]) => name.toLowerCase() !== 'authorization'));
    url = next;
  }
}

/** A URL that may be fetched as far as it can be told from itself; fault `bad-request` otherwise. */
export function readUrl(text: string, base?: URL): URL {
  if (!URL.canParse(text, base?.href)) throw badRequest('The URI cannot be read: it must be http://host/path or https://host/path.', { field: 'uri' });
  const url = new URL(text, base);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw badRequest(`The URI has the scheme ${url.protocol.slice(0, 20)} and only http and https are taken.`, { field: 'uri' });
  if (url.username !== '' || url.password !== '') throw badRequest('The URI holds a user name or a password, which would be stored with the task: leave them out.', { field: 'uri' });
  if (url.hostname === '') throw badRequest('The URI names no host.', { field: 'uri' });
  return url;
}

/** A timer on the body: the far side may be slow, but not silent. */
export async function* bodyOf({ body, url }: Fetched, { idleTimeoutMs }: FetchRules): AsyncIterable<Buffer> {
  body.setTimeout(idleTimeoutMs, () => body.destroy(new Fault('timeout', `${hostOf(url)} sent no byte for ${idleTimeoutMs} ms: the download was given up.`)));
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) yield chunk;
    if (!body.complete) throw new Fault('bad-gateway', `${hostOf(url)} broke off before the end. Try again.`);
  } catch (error) {
    throw isFault(error) ? error : new Fault('bad-gateway', `${hostOf(url)} broke off: ${messageOf(error)}. Try again.`, { cause: error });
  } finally {
    body.destroy();
  }
}

const redirects = new Set([301, 302, 303, 307, 308]);

const hostOf = (url: URL): string => url.host;

async function pickAddress(url: URL, rules: FetchRules): Promise<string> {
  const port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port);
  if (rules.ports.length > 0 && !rules.ports.includes(port)) throw badRequest(`The URI names port ${port}, and imports may only ask ${rules.ports.join(', ')}. Ask the operator.`, { field: 'uri' });
  const host = url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  const addresses = isIP(host) ? [host] : await rules.resolve(host).catch((error: unknown) => {
    throw new Fault('bad-gateway', `The host ${host} cannot be resolved.`, { cause: error });
  });
  // One bad address among good ones is how a rebinding name looks.
  const [first] = addresses;
  if (first === undefined || !addresses.every((address) => mayConnect(address, rules.allowedNetworks))) {
    throw badRequest(`The host ${host} is not a public one, and imports do not reach into networks behind this service. Upload the data instead, or ask the operator to allow it.`, { field: 'uri' });
  }
  return first;
}

function connect(url: URL, address: string, rules: FetchRules, { signal, headers, method = 'GET', body }: FetchOptions): Promise<IncomingMessage> {
  const family = isIP(address);
  const pinned: LookupFunction = (_host, options, done) => {
    if (options.all) done(null, [{ address, family }]);
    else done(null, address, family);
  };
  const request = url.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const outgoing = request(url, {
      agent: false,
      method,
      lookup: pinned,
      signal,
      headers: { 'User-Agent': 'sampan-image-service', 'Accept': '*/*', 'Accept-Encoding': 'identity', ...headers },
    });
    const tooLate = (ms: number) => (): unknown => outgoing.destroy(new Fault('timeout', `${hostOf(url)} did not answer within ${ms} ms. Try again later.`));
    // What takes a body may take its time over the body, but not stand still, and a while to store it.
    let timer = body ? undefined : setTimeout(tooLate(rules.answerTimeoutMs), rules.answerTimeoutMs);
    outgoing.once('response', (response) => {
      clearTimeout(timer);
      resolve(response);
    });
    outgoing.once('error', (error) => {
      clearTimeout(timer);
      if (signal.aborted && signal.reason instanceof Error) reject(signal.reason);
      else reject(isFault(error) ? error : new Fault('bad-gateway', `${hostOf(url)} cannot be reached: ${messageOf(error)}. Check the URI, or try again later.`, { cause: error }));
    });
    if (!body) {
      outgoing.end();
      return;
    }
    outgoing.setTimeout(rules.idleTimeoutMs, () => outgoing.destroy(new Fault('timeout', `${hostOf(url)} took no byte for ${rules.idleTimeoutMs} ms: the upload was given up.`)));
    outgoing.once('finish', () => {
      outgoing.setTimeout(0);
      timer = setTimeout(tooLate(storeTimeoutMs), storeTimeoutMs);
    });
    // Who answers before all was sent has refused it: the answer says why. Whatever fails here is told by the request.
    pipeline(body, outgoing).catch((error: Error) => outgoing.destroy(error));
  });
}

/** Until an upload that was sent is answered: a registry may read it all once more. */
const storeTimeoutMs = 300_000;

const messageOf = (error: unknown): string => (error instanceof Error ? ((error as NodeJS.ErrnoException).code ?? error.message) : 'unknown');
