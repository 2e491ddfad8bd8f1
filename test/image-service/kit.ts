/**
 * An image service for tests: in process, on a port of its own, with a stand-in for the identity service that publishes
 * a key and signs tokens with it.
 */
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import jwt from 'jsonwebtoken';
import type { Test } from 'tap';
import { createClient } from '../../openapi/call/call.ts';
import type { Client } from '../../openapi/call/call.ts';
import { createLogger } from '../../openapi/serve/log.ts';
import { registryIssuer, registryService } from '../../openapi/serve/registry-token.ts';
import type { RegistryClaims } from '../../openapi/serve/registry-token.ts';
import type { TokenClaims } from '../../openapi/serve/token.ts';
import { compose } from '../../image-service/compose.ts';
import type { ImageService, Parts } from '../../image-service/compose.ts';
import { readImageServiceConfig } from '../../image-service/config.ts';
import { imageSchema } from '../kit/image-schema.ts';

export interface TokenServer {
  /** As SAMPAN_IMAGE_AUTH_URL. */
  url: string;
  token(who: Who): string;
  /** Of the registry; alive for a quarter of an hour unless told otherwise. */
  registryToken(claims: Partial<RegistryClaims>): string;
  close(): Promise<void>;
}

export interface Who {
  projectId?: string;
  userId?: string;
  roles?: string[];
}

export type ExtraRoute = (request: IncomingMessage, response: ServerResponse) => boolean;

/** Publishes its key at /v3/auth/keys and an empty revocation list, which is all that a service asks for. */
export async function startTokenServer(extra: ExtraRoute = () => false): Promise<TokenServer> {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'test', use: 'sig', alg: 'ES256' };
  const server: Server = createServer((request, response) => {
    if (extra(request, response)) return;
    const answer = request.url?.includes('/v3/auth/keys') ? { keys: [jwk] } : request.url?.includes('/v3/auth/revocations') ? { events: [], cursor: 0 } : undefined;
    response.writeHead(answer ? 200 : 404, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify(answer ?? { error: { code: 404, message: 'no such path', title: 'Not Found' } }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    token({ projectId = 'project-a', userId = 'user-a', roles = ['member', 'reader'] }) {
      const claims: TokenClaims = {
        iss: 'sampan',
        sub: userId,
        name: userId,
        udom: { id: 'default', name: 'Default' },
        proj: { id: projectId, name: projectId, dom: { id: 'default', name: 'Default' } },
        roles,
        methods: ['password'],
        aud_ids: [randomUUID()],
        iat: Math.floor(Date.now() / 1000),
        exp: Math.floor(Date.now() / 1000) + 3600,
        jti: randomUUID(),
      };
      return jwt.sign(claims, privateKey, { algorithm: 'ES256', keyid: 'test' });
    },
    registryToken(given) {
      const nowS = Math.floor(Date.now() / 1000);
      const claims: RegistryClaims = {
        ...{ iss: registryIssuer, aud: registryService, sub: 'user-a', name: 'user-a', access: [], aud_ids: [randomUUID()] },
        ...{ iat: nowS, exp: nowS + 900, jti: randomUUID(), ...given },
      };
      return jwt.sign(claims, privateKey, { algorithm: 'ES256', keyid: 'test' });
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

export interface TestService {
  service: ImageService;
  /** As tenant of project-a unless told otherwise. */
  client(who?: Who): Client<'image'>;
  tokens: TokenServer;
  stateDir: string;
  /** Published objects on disk. */
  objects(): Promise<string[]>;
  /** Creates a docker image record and uploads the archive; answers its id. */
  upload(archive: Buffer, options?: { who?: Who; name?: string; extra?: Record<string, unknown> }): Promise<string>;
}

export interface TestServiceOptions {
  databaseUrl?: string;
  parts?: Partial<Parts>;
  stateDir?: string;
  /** Configuration by key; nothing waits to be collected unless it says so. */
  config?: Record<string, string>;
}

export async function startTestService(t: Test, options: TestServiceOptions = {}): Promise<TestService> {
  const tokens = await startTokenServer();
  const stateDir = options.stateDir ?? (await mkdtemp(join(tmpdir(), 'sampan-image-')));
  const config = readImageServiceConfig({
    env: {},
    overrides: { listen: '127.0.0.1:0', stateDir, databaseUrl: options.databaseUrl, authUrl: tokens.url, logLevel: 'silent', gcDelayS: '0', ...options.config },
  });
  if (options.databaseUrl === undefined && options.stateDir === undefined) await imageSchema.copyTo(join(stateDir, 'image.db'));
  const log = createLogger({ service: 'image-service', level: 'silent' });
  const service = compose(config, { log, version: 'test', validateResponses: true, ...options.parts });
  await service.start();
  const clients: Client<'image'>[] = [];
  t.teardown(async () => {
    for (const client of clients) client.close();
    await service.stop(100);
    await tokens.close();
    await rm(stateDir, { recursive: true, force: true });
  });
  const client = (who: Who = {}): Client<'image'> => {
    const token = tokens.token(who);
    const made = createClient('image', { baseUrl: `${service.url}/image`, tokens: { token: async () => token, invalidate: () => undefined }, retries: 0 });
    clients.push(made);
    return made;
  };
  return {
    service,
    client,
    tokens,
    stateDir,
    objects: () => listObjects(stateDir),
    async upload(archive, { who = {}, name = 'test', extra = {} } = {}) {
      const caller = client(who);
      const { body } = await caller.call('createImage', { body: { name, container_format: 'docker', disk_format: 'raw', ...extra } as never });
      await caller.stream('uploadImage', { path: { id: body.id }, body: chunked(archive) });
      return body.id;
    },
  };
}

export async function listObjects(stateDir: string): Promise<string[]> {
  const entries = await readdir(join(stateDir, 'blobs', 'objects'), { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name).sort();
}

/** As a network would bring it, in pieces that do not end where anything else does. */
export function chunked(bytes: Buffer, size = 60_001): Readable {
  const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) => bytes.subarray(index * size, (index + 1) * size));
  return Readable.from(pieces, { objectMode: false });
}
