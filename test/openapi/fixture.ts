import { generateKeyPairSync, randomUUID } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { Writable } from 'node:stream';
import jwt from 'jsonwebtoken';
import { Registry } from 'prom-client';
import type { Contract, ServiceForm } from '../../openapi/contracts.ts';
import type { HandlerTable } from '../../openapi/serve/handler.ts';
import { createLogger } from '../../openapi/serve/log.ts';
import type { Logger } from '../../openapi/serve/log.ts';
import { createServer } from '../../openapi/serve/serve.ts';
import type { ApiServer, ServerOptions } from '../../openapi/serve/serve.ts';
import { createTokenVerifier } from '../../openapi/serve/token.ts';
import type { KeySource, TokenClaims } from '../../openapi/serve/token.ts';

/** A small contract with one operation for each thing that the kit does. */
export function smallContract(form: ServiceForm = 'sampan'): Contract {
  const json = (schema: object): object => ({ content: { 'application/json': { schema } } });
  const thing = { $ref: '#/components/schemas/Thing' };
  return {
    openapi: '3.1.0',
    info: { title: 'Small', version: '1.0.0', 'x-service': form },
    paths: {
      '/': { get: { operationId: 'root', 'x-policy': 'public', responses: { 300: { description: 'ok', ...json({ type: 'object' }) } } } },
      '/things': {
        get: {
          operationId: 'listThings',
          'x-policy': { roles: ['reader'], scope: 'project' },
          parameters: [
            { name: 'limit', in: 'query', schema: { type: 'integer', minimum: 0, maximum: 100, default: 20 } },
            { name: 'deleted', in: 'query', schema: { type: 'boolean' } },
            { name: 'tag', in: 'query', schema: { type: 'array', items: { type: 'string' } } },
          ],
          responses: { 200: { description: 'ok', ...json({ type: 'object', required: ['things'], properties: { things: { type: 'array', items: thing } } }) } },
        },
        post: {
          operationId: 'createThing',
          'x-policy': { roles: ['member'] },
          requestBody: { required: true, ...json({ $ref: '#/components/schemas/NewThing' }) },
          responses: { 201: { description: 'ok', ...json(thing) } },
        },
      },
      '/things/{id}': {
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } }],
        get: { operationId: 'getThing', 'x-policy': { roles: [] }, responses: { 200: { description: 'ok', ...json(thing) } } },
        head: { operationId: 'checkThing', 'x-policy': { roles: [] }, responses: { 204: { description: 'there' } } },
        delete: { operationId: 'deleteThing', 'x-policy': { roles: ['admin'], scope: 'system' }, responses: { 204: { description: 'gone' } } },
        put: {
          operationId: 'putBlob',
          'x-policy': 'public',
          'x-stream': 'both',
          requestBody: { content: { 'application/octet-stream': {} } },
          responses: { 200: { description: 'ok', content: { 'application/octet-stream': {} } } },
        },
      },
    },
    components: {
      schemas: {
        Thing: { type: 'object', required: ['id', 'name'], additionalProperties: false, properties: { id: { type: 'string' }, name: { type: 'string' } } },
        NewThing: {
          type: 'object',
          required: ['name'],
          additionalProperties: false,
          properties: {
            name: { type: 'string', minLength: 1, maxLength: 20 },
            size: { type: 'integer', default: 3 },
            password: { type: 'string', minLength: 8 },
            network: { type: 'object', properties: { cidr: { type: 'string', format: 'cidr' }, mac: { type: 'string', format: 'mac' } } },
          },
        },
      },
    },
  };
}

/** Handlers that say what they were given. */
export function smallHandlers(overrides: HandlerTable = {}): HandlerTable {
  const thing = { id: 'a', name: 'b' };
  return {
    root: ({ baseUrl }) => ({ status: 300, body: { baseUrl } }),
    listThings: ({ query }) => ({ status: 200, body: { things: [], query } }),
    createThing: ({ body }) => ({ status: 201, body: { ...thing, ...(body as object) } }),
    getThing: () => ({ status: 200, body: thing }),
    checkThing: () => ({ status: 204 }),
    deleteThing: () => ({ status: 204 }),
    putBlob: ({ stream }) => ({ status: 200, stream, headers: { 'content-type': 'application/octet-stream' } }),
    ...overrides,
  };
}

export interface TestIssuer {
  keys: KeySource;
  privateKey: KeyObject;
  publicKey: KeyObject;
  kid: string;
  issue(claims?: Partial<TokenClaims>, options?: { kid?: string }): string;
}

/** Signs tokens as the identity service does. */
export function testIssuer(kid = 'key-1'): TestIssuer {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return {
    privateKey,
    publicKey,
    kid,
    keys: { get: (asked) => Promise.resolve(asked === kid ? publicKey : undefined) },
    issue(claims = {}, options = {}) {
      const now = Math.trunc(Date.now() / 1000);
      const all: TokenClaims = {
        iss: 'sampan',
        sub: 'u1',
        name: 'demo',
        udom: { id: 'default', name: 'Default' },
        proj: { id: 'p1', name: 'demo', dom: { id: 'default', name: 'Default' } },
        roles: ['member', 'reader'],
        methods: ['password'],
        aud_ids: ['a1'],
        iat: now,
        exp: now + 3600,
        jti: randomUUID(),
        ...claims,
      };
      return jwt.sign(JSON.parse(JSON.stringify(all)) as object, privateKey, { algorithm: 'ES256', keyid: options.kid ?? kid });
    },
  };
}

export interface CapturedLog {
  log: Logger;
  lines(): Record<string, unknown>[];
}

export function capturedLog(): CapturedLog {
  const lines: string[] = [];
  const destination = new Writable({
    write(chunk: Buffer, _, done) {
      lines.push(chunk.toString());
      done();
    },
  });
  return { log: createLogger({ service: 'test', level: 'debug', destination }), lines: () => lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

export interface SmallServer {
  server: ApiServer;
  issuer: TestIssuer;
  captured: CapturedLog;
  url: string;
}

/** The small contract on a free port; the caller stops it. */
export async function startSmallServer(options: Partial<ServerOptions> = {}): Promise<SmallServer> {
  const issuer = testIssuer();
  const captured = capturedLog();
  const server = createServer({
    name: 'small',
    version: '1.0.0',
    listen: { host: '127.0.0.1', port: 0 },
    authUrl: 'http://identity.example/v3',
    mounts: [{ contract: smallContract(), prefix: '/small/v1', handlers: smallHandlers() }],
    verifier: createTokenVerifier({ keys: issuer.keys }),
    log: captured.log,
    metrics: new Registry(),
    ...options,
  });
  await server.start();
  return { server, issuer, captured, url: server.url };
}

export interface Deferred<T> {
  promise: Promise<T>;
  resolve(value: T): void;
}

/** A promise that a test settles by hand (Node 20 has no Promise.withResolvers). */
export function deferred<T>(): Deferred<T> {
  let settle: (value: T) => void = () => undefined;
  const promise = new Promise<T>((resolve) => {
    settle = resolve;
  });
  return { promise, resolve: (value) => settle(value) };
}
