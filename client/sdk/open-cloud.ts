import { createClient } from '../../openapi/call/call.ts';
import type { Client } from '../../openapi/call/call.ts';
import { trustedAuthorities } from '../../openapi/call/trust.ts';
import type { ContractName } from '../../openapi/contracts.ts';
import { endpointOf, withoutVersion } from './catalog.ts';
import type { Catalog } from './catalog.ts';
import { readCredentials } from './credentials.ts';
import type { CredentialOverrides } from './credentials.ts';
import { createSession } from './session.ts';
import type { Auth } from './session.ts';
import { createTokenCache, tokenCacheDir } from './token-cache.ts';

export interface OpenCloudOptions extends CredentialOverrides {
  /** OS_* variables, HOME, XDG_*; default is the process's own. */
  env?: Readonly<Record<string, string | undefined>>;
  /** Where ./clouds.yaml is looked for. */
  cwd?: string;
  /** Keep tokens on disk between calls; default is no. */
  cacheTokens?: boolean;
  userAgent?: string;
  timeoutMs?: number;
}

/** A service's client whose URL is looked up in the catalog when it is first called. */
export type ServiceClient<N extends ContractName> = Pick<Client<N>, 'call' | 'stream'>;

/** One cloud as one user in one project: the services by contract, and who one is. */
export interface Cloud {
  identity: ServiceClient<'identity'>;
  compute: ServiceClient<'compute'>;
  network: ServiceClient<'network'>;
  image: ServiceClient<'image'>;
  sampan: ServiceClient<'sampan'>;
  auth(): Promise<Auth>;
  catalog(): Promise<Catalog>;
  /** Forgets the token here and on disk. */
  forget(): Promise<void>;
  /** Lets idle connections go, so that a process can end at once. */
  close(): void;
}

/**
 * Opens a cloud from OS_* variables, clouds.yaml and what is given here. Nothing is asked of it before the first call.
 * Throws the fault `bad-request` when credentials are incomplete; calls throw faults (see openapi/call).
 */
export async function openCloud(options: OpenCloudOptions = {}): Promise<Cloud> {
  const { env = process.env, cwd = process.cwd(), userAgent = 'sampan-sdk', timeoutMs = 30_000 } = options;
  const credentials = await readCredentials({ env, cwd, overrides: options });
  const dir = options.cacheTokens ? tokenCacheDir(env) : undefined;
  const ca = trustedAuthorities(credentials.caFile);
  const session = createSession({ credentials, cache: dir === undefined ? undefined : createTokenCache(dir), userAgent, timeoutMs, ca });
  const closers: (() => void)[] = [() => session.close()];

  const catalog = async (): Promise<Catalog> => (await session.auth()).body.catalog ?? [];
  const open = <N extends ContractName>(name: N, findUrl: () => Promise<string>): ServiceClient<N> =>
    lazyClient(async () => {
      const client = createClient(name, { baseUrl: withoutVersion(await findUrl()), tokens: session, userAgent, timeoutMs, ca });
      closers.push(() => client.close());
      return client;
    });
  const fromCatalog = <N extends ContractName>(name: N): ServiceClient<N> =>
    open(name, async () => endpointOf(await catalog(), { type: name, interface: credentials.interface, regionName: credentials.regionName }));

  return {
    // Tokens without a catalog (unscoped ones) still speak to the service that made them.
    identity: open('identity', () => Promise.resolve(credentials.authUrl)),
    compute: fromCatalog('compute'),
    network: fromCatalog('network'),
    image: fromCatalog('image'),
    sampan: fromCatalog('sampan'),
    auth: () => session.auth(),
    catalog,
    forget: () => session.forget(),
    close: () => closers.splice(0).forEach((close) => close()),
  };
}

function lazyClient<N extends ContractName>(open: () => Promise<Client<N>>): ServiceClient<N> {
  let opened: Promise<Client<N>> | undefined;
  const client = (): Promise<Client<N>> => {
    opened ??= open().catch((error: unknown) => {
      opened = undefined; // The catalog may be there the next time.
      throw error;
    });
    return opened;
  };
  return {
    call: async (operationId, ...args) => (await client()).call(operationId, ...args),
    stream: async (operationId, ...args) => (await client()).stream(operationId, ...args),
  };
}
