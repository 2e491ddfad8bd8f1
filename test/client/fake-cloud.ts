/**
 * A cloud for the client's tests: the five services of the contracts on one free port, every answer held against the
 * contract, with the least that lets a client be seen to work. Nothing happens by itself: a test says when an order is
 * done (`settle`) and when the event streams are cut.
 */
import { Registry } from 'prom-client';
import { loadContract } from '../../openapi/contracts.ts';
import type { ContractName } from '../../openapi/contracts.ts';
import { Fault } from '../../openapi/serve/fault.ts';
import type { AnyReply, Call, Handlers, HandlerTable, Mount } from '../../openapi/serve/handler.ts';
import { createLogger } from '../../openapi/serve/log.ts';
import { listOperations } from '../../openapi/serve/operations.ts';
import { createServer } from '../../openapi/serve/serve.ts';
import { createTokenVerifier } from '../../openapi/serve/token.ts';
import { testIssuer } from '../openapi/fixture.ts';
import { fakeCompute } from './fake-compute.ts';
import type { FakeCompute } from './fake-compute.ts';
import { fakeIdentity } from './fake-identity.ts';
import type { FakeIdentity } from './fake-identity.ts';
import { fakeImages } from './fake-images.ts';
import type { FakeImages } from './fake-images.ts';

export interface FakeCloud {
  url: string;
  /** OS_* variables of the user demo; tokens are not kept on disk. */
  env: Record<string, string>;
  identity: FakeIdentity;
  compute: FakeCompute;
  images: FakeImages;
  stop(): Promise<void>;
}

/** Handlers of one contract, of which a fake has as many as its tests need; the others answer 501. */
export type SomeHandlers<N extends ContractName> = Partial<Handlers<N>>;

export async function startFakeCloud(): Promise<FakeCloud> {
  const issuer = testIssuer();
  const revoked = new Set<string>();
  const verifier = createTokenVerifier({ keys: issuer.keys });
  let url = '';
  const identity = fakeIdentity({ issuer, revoked, catalogUrl: () => url });
  const compute = fakeCompute();
  const images = fakeImages();
  const server = createServer({
    name: 'fake',
    version: '1.0.0',
    listen: { host: '127.0.0.1', port: 0 },
    authUrl: 'http://identity.example/v3',
    mounts: [
      mount('identity', identity.handlers),
      mount('compute', compute.computeHandlers),
      mount('sampan', compute.sampanHandlers),
      mount('network', compute.networkHandlers),
      mount('image', images.handlers),
    ],
    verifier: {
      async verify(token) {
        if (revoked.has(token)) throw new Fault('unauthorized', 'The token was revoked.');
        return verifier.verify(token);
      },
    },
    log: createLogger({ service: 'fake', level: 'silent' }),
    metrics: new Registry(),
    validateResponses: true,
  });
  await server.start();
  url = server.url;
  return {
    url,
    env: {
      OS_AUTH_URL: `${url}/identity/v3`,
      OS_USERNAME: 'demo',
      OS_PASSWORD: 'wonderland',
      OS_PROJECT_NAME: 'demo',
      OS_USER_DOMAIN_NAME: 'Default',
      OS_PROJECT_DOMAIN_NAME: 'Default',
      SAMPAN_TOKEN_CACHE: 'off',
    },
    identity,
    compute,
    images,
    async stop() {
      compute.cutStreams();
      await server.stop(100);
    },
  };
}

function mount<N extends ContractName>(name: N, some: SomeHandlers<N>): Mount {
  const contract = loadContract(name);
  const absent = ({ operationId }: Call<unknown>): AnyReply => {
    throw new Fault('not-implemented', `The fake cloud has no ${operationId}.`);
  };
  const handlers: HandlerTable = Object.fromEntries(listOperations(contract).map(({ id }) => [id, absent]));
  const microversions = name === 'compute' ? { microversions: { min: '2.1', max: '2.93' } } : {};
  return { contract, prefix: `/${name}`, handlers: { ...handlers, ...(some as HandlerTable) }, ...microversions };
}
