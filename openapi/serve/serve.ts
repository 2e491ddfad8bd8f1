/**
 * A service's HTTP server, made from contracts and tables of handlers.
 *
 * hapi routes, keeps connections and stops in good order; everything else is ours (dispatch.ts): there is one hapi route
 * a path, for all methods, so that a wrong method is a 405 with `Allow` and HEAD may have an operation of its own. Every
 * answer, also one that hapi made (unknown route, bad URL), goes out through `beforeResponse`, which gives it the request
 * id and, when it is an error, the form of the service under whose prefix it was asked.
 */
import { randomUUID } from 'node:crypto';
import Hapi from '@hapi/hapi';
import type { Request, ResponseToolkit, Server, ServerRoute } from '@hapi/hapi';
import type { ServiceForm } from '../contracts.ts';
import { recordRequests } from './access-log.ts';
import { externalUrl } from './base-url.ts';
import { trustedProxies } from './client-address.ts';
import { versionsOf } from './contract-versions.ts';
import { createDispatcher } from './dispatch.ts';
import type { Dispatcher, Endpoint, RequestState } from './dispatch.ts';
import { Fault, faultStatus, isFault } from './fault.ts';
import type { FaultCode } from './fault.ts';
import { faultReply } from './fault-bodies.ts';
import type { AnyReply, Mount } from './handler.ts';
import { health } from './health.ts';
import type { HealthChecks } from './health.ts';
import type { Logger } from './log.ts';
import type { Registry } from './metrics.ts';
import { microversionHeaders } from './microversion.ts';
import { listOperations } from './operations.ts';
import { withoutProject } from './path-project.ts';
import { anonymous } from './policy.ts';
import { isLoopback, readTlsPair, reloadWhenChanged } from './tls.ts';
import type { TlsFiles } from './tls.ts';
import type { TokenVerifier } from './token.ts';
import { serveUpgrades } from './upgrade.ts';

export interface ServerOptions {
  /** The service's name in `/healthz`. */
  name: string;
  version: string;
  /** Port 0 takes any free one. */
  listen: { host: string; port: number };
  /** HTTPS by these files, which are read again when they change; plain HTTP without. */
  tls?: TlsFiles | undefined;
  /** The URL that links are built on; without it they follow the request's Host and X-Forwarded headers. */
  publicUrl?: string | undefined;
  /** Addresses and ranges of proxies whose X-Forwarded-For says who the client is (client-address.ts). */
  trustedProxies?: readonly string[];
  /** Where tokens come from, for `WWW-Authenticate`. */
  authUrl: string;
  mounts: Mount[];
  verifier: TokenVerifier;
  log: Logger;
  metrics: Registry;
  /** What `/healthz` asks; a check that throws or takes longer than 2 s fails. */
  checks?: HealthChecks;
  /** Tests hold every answer against the contract; an unfit one becomes a 500. */
  validateResponses?: boolean;
  /** For JSON bodies; uploads have no limit here. */
  maxBodyBytes?: number;
  /** An upload without a byte for this long is given up. */
  uploadIdleMs?: number;
  /** How often the certificate's files are looked at. */
  tlsReloadMs?: number;
  /** Routes beside the contracts: pages, and the registry's door. */
  plainRoutes?: ServerRoute[];
}

export interface ApiServer {
  /** Where it listens, as a URL that works from this machine; known after `start`. */
  readonly url: string;
  readonly hapi: Server;
  start(): Promise<void>;
  /** Takes no more connections, lets requests in flight finish for `graceMs`, then cuts them. */
  stop(graceMs?: number): Promise<void>;
}

/** Throws at once when a table lacks an operation's handler or has one too many. */
export function createServer(options: ServerOptions): ApiServer {
  const { name, version, listen, mounts, log, metrics } = options;
  const hapi = Hapi.server({
    host: listen.host,
    port: listen.port,
    ...(options.tls && { tls: { ...readTlsPair(options.tls), minVersion: 'TLSv1.2' as const } }),
    debug: false,
    compression: false,
    router: { stripTrailingSlash: true },
    routes: { response: { emptyStatusCode: 200, ranges: false } },
  });
  // Uploads may last for hours; and clients keep connections longer than Node's 5 s, which would race with their reuse.
  hapi.listener.requestTimeout = 0;
  hapi.listener.keepAliveTimeout = 65_000;
  const dispatcher = createDispatcher({
    verifier: options.verifier,
    log,
    maxBodyBytes: options.maxBodyBytes ?? 4 * 1024 * 1024,
    uploadIdleMs: options.uploadIdleMs ?? 60_000,
    validateResponses: options.validateResponses ?? false,
  });
  const proxies = trustedProxies(options.trustedProxies ?? []);
  const url = (): string => `${options.tls ? 'https' : 'http'}://${wildcardHosts.has(listen.host) ? '127.0.0.1' : listen.host}:${hapi.info.port}`;
  let stopReloading = (): void => undefined;

  hapi.ext('onRequest', (request, h) => {
    const state: RequestState = { requestId: `req-${randomUUID()}`, startedAt: performance.now(), operationId: '', auth: anonymous, headers: {}, remoteAddress: proxies.clientOf(request.info.remoteAddress, request.raw.req.headers['x-forwarded-for']) };
    request.app = state as object;
    const plain = withoutProject(mounts, request.path);
    if (plain) {
      state.pathProject = plain.project;
      request.setUrl(`${plain.path}${request.url.search}`);
    }
    return h.continue;
  });
  const endpoints = mounts.map((mount) => ({ mount, endpoints: endpointsOf(mount) }));
  for (const each of endpoints) hapi.route(routesOf(each.mount, each.endpoints, dispatcher, (request) => externalUrl(request.raw.req.headers, options.publicUrl, url())));
  const endUpgraded = serveUpgrades({ listener: hapi.listener, endpoints: endpoints.flatMap((each) => each.endpoints), dispatcher, proxies, publicUrl: options.publicUrl, url, authUrl: options.authUrl, log });
  hapi.route([
    { method: 'GET', path: '/healthz', handler: (_, h) => health({ name, version, checks: options.checks ?? {} }).then((reply) => toResponse(h, reply)) },
    { method: 'GET', path: '/metrics', handler: async (_, h) => h.response(await metrics.metrics()).header('content-type', metrics.contentType) },
  ]);
  if (options.plainRoutes) hapi.route(options.plainRoutes);
  hapi.ext('onPreResponse', beforeResponse(options));
  hapi.events.on('response', recordRequests(log, metrics));

  return {
    hapi,
    get url() {
      return url();
    },
    async start() {
      await hapi.start();
      if (options.tls) stopReloading = reloadWhenChanged(options.tls, hapi.listener, log, options.tlsReloadMs);
      else if (!isLoopback(listen.host)) log.warn({ host: listen.host }, 'this listener is reachable from other machines and speaks plain HTTP: tokens and passwords can be read on the way; set tls_cert_file and tls_key_file, or put a TLS proxy before it');
    },
    async stop(graceMs = 5000) {
      stopReloading();
      const stopped = hapi.stop({ timeout: graceMs });
      dispatcher.endEventStreams();
      endUpgraded();
      await stopped;
    },
  };
}

const wildcardHosts = new Set(['0.0.0.0', '::', '']);

const stateOf = (request: Request): RequestState => request.app as RequestState;

function routesOf(mount: Mount, all: readonly Endpoint[], dispatcher: Dispatcher, originOf: (request: Request) => string): ServerRoute[] {
  const byPath = new Map<string, Map<string, Endpoint>>();
  for (const endpoint of all) {
    const path = `${mount.prefix}${endpoint.path}`.replace(/(.)\/$/, '$1');
    byPath.set(path, (byPath.get(path) ?? new Map<string, Endpoint>()).set(endpoint.method, endpoint));
  }
  return [...byPath].map(([path, endpoints]) => ({
    method: '*',
    path,
    options: { payload: { parse: false, output: 'stream', timeout: false, maxBytes: Number.MAX_SAFE_INTEGER } },
    handler: async (request: Request, h: ResponseToolkit) => {
      const method = request.raw.req.method ?? '';
      const endpoint = endpoints.get(method) ?? (method === 'HEAD' ? endpoints.get('GET') : undefined);
      if (!endpoint) throw wrongMethod(method, path, [...endpoints.keys()]);
      const raw = {
        message: request.raw.req,
        response: request.raw.res,
        params: request.params as Record<string, string>,
        query: request.query as Record<string, string | string[] | undefined>,
        origin: originOf(request),
      };
      return toResponse(h, await dispatcher.dispatch(endpoint, raw, stateOf(request)));
    },
  }));
}

function endpointsOf(mount: Mount): Endpoint[] {
  const operations = listOperations(mount.contract);
  const wanted = new Set(operations.map(({ id }) => id));
  const missing = [...wanted].filter((id) => typeof mount.handlers[id] !== 'function');
  const extra = Object.keys(mount.handlers).filter((id) => !wanted.has(id));
  if (missing.length > 0 || extra.length > 0) {
    const complaints = [missing.length > 0 ? `without handler: ${missing.join(', ')}` : '', extra.length > 0 ? `handlers without operation: ${extra.join(', ')}` : ''];
    throw new TypeError(`${mount.contract.info.title} (${mount.prefix || '/'}): ${complaints.filter(Boolean).join('; ')}`);
  }
  const versions = versionsOf(mount.contract, mount.microversions?.min);
  return operations.flatMap(({ id, method, path, webSocket }) => {
    const handler = mount.handlers[id];
    return handler ? [{ mount, id, method, path, webSocket, versions, handler }] : [];
  });
}

function wrongMethod(method: string, path: string, allowed: string[]): Fault {
  const list = (allowed.includes('GET') && !allowed.includes('HEAD') ? [...allowed, 'HEAD'] : allowed).join(', ');
  return new Fault('method-not-allowed', `${method} is not possible on ${path}: it takes ${list}.`, { headers: { Allow: list } });
}

const bodiless = new Set([204, 205, 304]);

function toResponse(h: ResponseToolkit, reply: AnyReply): ReturnType<ResponseToolkit['response']> {
  const isJson = reply.stream === undefined && reply.body !== undefined && !bodiless.has(reply.status);
  const response = h.response(isJson ? JSON.stringify(reply.body) : reply.stream).code(reply.status);
  if (isJson) response.type('application/json').charset('');
  for (const name in reply.headers) response.header(name, reply.headers[name] ?? '');
  return response;
}

/** The mount that a path belongs to; an unknown path falls to a mount that shares its first segment. */
function mountFor(mounts: Mount[], path: string): Mount | undefined {
  const longestFirst = [...mounts].sort((a, b) => b.prefix.length - a.prefix.length);
  const firstSegment = path.split('/')[1] ?? '';
  return (
    longestFirst.find(({ prefix }) => path === prefix || path.startsWith(`${prefix}/`)) ??
    longestFirst.find(({ prefix }) => prefix.split('/')[1] === firstSegment)
  );
}

function beforeResponse({ mounts, authUrl, log }: ServerOptions): (request: Request, h: ResponseToolkit) => symbol | ReturnType<ResponseToolkit['response']> {
  return (request, h) => {
    const state = stateOf(request);
    const mount = mountFor(mounts, request.path);
    const form: ServiceForm = mount?.contract.info['x-service'] ?? 'sampan';
    const made = request.response;
    if (made === undefined) return h.continue;
    const failed = made instanceof Error;
    const response = failed ? toResponse(h, faultReply(faultOf(made, request, log, state), { form, requestId: state.requestId, authUrl })) : made;
    response.header('x-openstack-request-id', state.requestId);
    if (form === 'compute') response.header('x-compute-request-id', state.requestId);
    // A fault of the negotiation brings its own headers; anything else echoes what was chosen, or the minimum.
    const versions = failed && mount?.microversions && Object.keys(state.headers).length === 0 ? microversionHeaders(mount.microversions.min) : state.headers;
    for (const name in versions) response.header(name, versions[name] ?? '');
    return failed ? response : h.continue;
  };
}

const codeByStatus = new Map<number, FaultCode>();
for (const [code, status] of Object.entries(faultStatus)) if (!codeByStatus.has(status)) codeByStatus.set(status, code as FaultCode);

function faultOf(error: Error, request: Request, log: Logger, state: RequestState): Fault {
  if (isFault(error)) return error;
  const { output } = error as { output?: { statusCode?: number } };
  const status = output?.statusCode ?? 500;
  if (status === 404) {
    return new Fault('not-found', `There is nothing at ${request.method.toUpperCase()} ${request.path}: check the URL against the reference.`);
  }
  const code = codeByStatus.get(status);
  if (status < 500 && code) return new Fault(code, error.message);
  log.error({ error, request_id: state.requestId, operation: state.operationId }, 'a handler failed in a way that it should not');
  return new Fault('internal', `An unexpected error happened; it is logged with the request id ${state.requestId}. Tell the operator.`);
}
