/**
 * Talks to one repository of another registry: the requests of OCI distribution-spec 1.1 with the token that the registry
 * asks for (distribution, "Token Authentication Specification"). Every request keeps the rules of safe-fetch.ts, the one
 * to the token service too: its address is the registry's word.
 */
import { Fault } from '../../openapi/serve/fault.ts';
import { objectOf } from '../archives/image-config.ts';
import { unusable } from '../archives/unusable.ts';
import type { ImageReference } from './image-reference.ts';
import { bodyOf, safeFetch } from './safe-fetch.ts';
import type { Fetched, FetchOptions, FetchRules } from './safe-fetch.ts';

export interface SessionOptions {
  reference: ImageReference;
  /** What a token is asked for. */
  actions: 'pull' | 'pull,push';
  /** Asked for when the registry wants a name; anonymous without. */
  username?: string | undefined;
  password?: string | undefined;
  rules: FetchRules;
  signal: AbortSignal;
}

export interface RegistryRequest extends Pick<FetchOptions, 'method' | 'headers'> {
  /** Below `/v2/<repository>/`, or a whole URL as the registry gave it. */
  path: string;
  /** Opened anew for each try. */
  body?: () => AsyncIterable<Buffer>;
}

export interface RegistrySession {
  /** Any status is answered but 401, which is asked once more with a token; fault `bad-gateway` where none is to be had. */
  ask(request: RegistryRequest): Promise<Fetched>;
  /** What a status means that was not hoped for. */
  refusal(status: number, path: string): Fault;
}

export function openRegistry({ reference, actions, username, password, rules, signal }: SessionOptions): RegistrySession {
  const { origin, repository } = reference;
  const basic = username === undefined ? undefined : `Basic ${Buffer.from(`${username}:${password ?? ''}`).toString('base64')}`;
  let authorization: string | undefined;

  const refusal = (status: number, path: string): Fault => {
    const what = `${repository} (${path})`;
    if (status === 401 || status === 403) {
      const why = actions === 'pull' ? 'it is not there, or needs a user name and a password that may pull it' : 'it needs a user name and a password that may push to it';
      return new Fault('bad-gateway', `The registry ${origin} refuses ${what}: ${why}.`);
    }
    if (status === 404) return new Fault('bad-gateway', `The registry ${origin} does not have ${what}. Check the name and the tag.`);
    return new Fault('bad-gateway', `The registry ${origin} answered ${what} with status ${status}. Try again later.`);
  };

  const answerChallenge = async (challenge: string): Promise<string> => {
    if (/^basic/i.test(challenge) && basic !== undefined) return basic;
    const { realm, service } = Object.fromEntries([...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, value]) => [key, value])) as { realm?: string; service?: string };
    if (!/^bearer/i.test(challenge) || realm === undefined || !URL.canParse(realm)) throw refusal(401, 'login');
    const url = new URL(realm);
    if (service !== undefined) url.searchParams.set('service', service);
    url.searchParams.set('scope', `repository:${repository}:${actions}`);
    const fetched = await safeFetch(url.href, rules, { signal, headers: { Accept: 'application/json', ...(basic === undefined ? {} : { Authorization: basic }) } });
    if (fetched.status !== 200) {
      fetched.body.destroy();
      throw refusal(fetched.status === 401 || fetched.status === 403 ? 401 : 502, 'login');
    }
    const answer = objectOf(parseJson(await readSmall(fetched, rules)), 'The token answer');
    const token = answer['token'] ?? answer['access_token'];
    if (typeof token !== 'string') throw new Fault('bad-gateway', `The token service of ${origin} answered without a token.`);
    return `Bearer ${token}`;
  };

  return {
    refusal,
    async ask({ path, method, headers = {}, body }) {
      const url = new URL(path, `${origin}/v2/${repository}/`);
      // Where a registry sends uploads elsewhere, the address itself is the permission.
      const known = (): Record<string, string> => (authorization === undefined || url.origin !== origin ? {} : { Authorization: authorization });
      const once = (): Promise<Fetched> => safeFetch(url.href, rules, { signal, headers: { ...headers, ...known() }, ...(method && { method }), ...(body && { body: body() }) });
      const fetched = await once();
      if (fetched.status !== 401) return fetched;
      fetched.body.destroy();
      authorization = await answerChallenge(fetched.headers['www-authenticate'] ?? '');
      return once();
    },
  };
}

const maxDocumentBytes = 4 * 1024 * 1024;

/** A manifest, or another document of the registry. */
export async function readSmall(fetched: Fetched, rules: FetchRules): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of bodyOf(fetched, rules)) {
    bytes += chunk.length;
    if (bytes > maxDocumentBytes) throw unusable(`The registry's document is larger than ${maxDocumentBytes} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

export function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    throw new Fault('bad-gateway', 'The registry answered with something that is not JSON.', { cause: error });
  }
}
