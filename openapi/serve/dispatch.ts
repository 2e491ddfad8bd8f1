/**
 * One request from its route to its answer: negotiate the microversion, verify the token, apply the policy, validate,
 * call the handler, answer. Who may not do a thing is told so before being told what is wrong with the body.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Duplex } from 'node:stream';
import type { Readable } from 'node:stream';
import { applyAccessRules } from './access-rules.ts';
import type { RuledRequest } from './access-rules.ts';
import { Fault, isFault } from './fault.ts';
import type { AnyCall, AnyHandler, AnyReply, AuthContext, Mount } from './handler.ts';
import { limitIdleUpload } from './idle-timeout.ts';
import type { Logger } from './log.ts';
import type { ContractVersions } from './contract-versions.ts';
import { compareVersions, negotiate } from './microversion.ts';
import type { OperationInfo } from './operations.ts';
import { requireOwnProject } from './path-project.ts';
import { anonymous, applyPolicy } from './policy.ts';
import { readJsonBody } from './request-body.ts';
import type { TokenVerifier } from './token.ts';
import { upgradeRequired } from './upgrade.ts';
import type { RequestValidator } from './validate.ts';

/** What is known of a request while it is served; the access log and error bodies read it. */
export interface RequestState {
  requestId: string;
  startedAt: number;
  operationId: string;
  auth: AuthContext;
  headers: Record<string, string>;
  /** Of the client (client-address.ts). */
  remoteAddress: string;
  /** The project that the path named (path-project.ts). */
  pathProject?: string;
}

/** An operation, ready to be called. */
export interface Endpoint {
  mount: Mount;
  id: string;
  method: string;
  path: string;
  webSocket: boolean;
  versions: ContractVersions;
  handler: AnyHandler;
}

/** A request as the framework hands it over. */
export interface RawRequest {
  message: IncomingMessage;
  response: ServerResponse;
  params: Record<string, string>;
  query: Record<string, string | string[] | undefined>;
  /** Scheme, host and proxy's prefix as the client sees them. */
  origin: string;
}

export interface Dispatcher {
  dispatch(endpoint: Endpoint, raw: RawRequest, state: RequestState): Promise<AnyReply>;
  /** Ends event streams, which would otherwise outlast any period of grace. */
  endEventStreams(): void;
}

export interface DispatcherOptions {
  verifier: TokenVerifier;
  log: Logger;
  maxBodyBytes: number;
  uploadIdleMs: number;
  validateResponses: boolean;
}

export function createDispatcher(options: DispatcherOptions): Dispatcher {
  const { verifier, log, maxBodyBytes, uploadIdleMs, validateResponses } = options;
  const eventStreams = new Set<Readable>();

  return {
    async dispatch(endpoint, raw, state) {
      const { mount, handler } = endpoint;
      state.operationId = endpoint.id;
      const microversion = mount.microversions && negotiate(mount.microversions, raw.message.headers);
      if (microversion) state.headers = microversion.headers;
      const found = endpoint.versions.find(endpoint.id, microversion?.version);
      if (!found) throw notAtVersion(endpoint, microversion?.version);
      const { operation, validator } = found;
      await authenticate(verifier, operation, raw.message, state);
      applyPolicy(operation.id, operation.policy, state.auth);
      if (operation.policy !== 'public') requireOwnProject(state);
      if (operation.policy !== 'public') applyAccessRules(state.auth, ruledRequest(endpoint, raw.message));
      if (operation.webSocket && raw.message.headers.upgrade === undefined) throw upgradeRequired(operation.id);
      const path = validator.path(raw.params);
      const query = validator.query(raw.query);
      const streamed = operation.stream === 'request' || operation.stream === 'both';
      if (streamed) limitIdleUpload(raw.message, uploadIdleMs);
      const sent = streamed ? { value: undefined, mediaType: '' } : await readJsonBody(raw.message, operation, maxBodyBytes);
      const body = validator.body(sent.value, sent.mediaType);
      const call = createCall({ endpoint, raw, state, path, query, body, microversion: microversion?.version, log });
      const reply = await handler(call);
      if (validateResponses && !reply.stream && !reply.upgrade) requireFit(validator, reply, log);
      if (reply.stream) follow(reply.stream, reply, raw.response, eventStreams);
      return reply;
    },
    endEventStreams() {
      for (const stream of eventStreams) {
        if (stream instanceof Duplex) stream.end();
        else stream.destroy();
      }
    },
  };
}

const notAtVersion = ({ method, path }: Endpoint, version: string | undefined): Fault =>
  new Fault('not-found', `There is no ${method} ${path} at microversion ${version}: ask for another version, or leave the header out.`);

async function authenticate(verifier: TokenVerifier, operation: OperationInfo, message: IncomingMessage, state: RequestState): Promise<void> {
  const header = message.headers['x-auth-token'];
  const token = Array.isArray(header) ? header[0] : header;
  if (token === undefined || token === '') return;
  try {
    state.auth = await verifier.verify(token);
  } catch (error) {
    // Who asks for a new token, or for the versions, may well still send the old one.
    if (operation.policy !== 'public' || !isFault(error)) throw error;
    state.auth = anonymous;
  }
  const given = message.headers['x-openstack-request-id'];
  const trusted = state.auth.roles.includes('service') || state.auth.roles.includes('host');
  if (trusted && typeof given === 'string' && /^req-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(given)) state.requestId = given;
}

const ruledRequest = ({ mount }: Endpoint, { method = '', url = '' }: IncomingMessage): RuledRequest => ({
  service: mount.contract.info['x-service'] ?? 'sampan',
  method,
  path: (url.split('?', 1)[0] ?? '').slice(mount.prefix.length),
  prefix: mount.prefix,
});

interface CallParts {
  endpoint: Endpoint;
  raw: RawRequest;
  state: RequestState;
  path: unknown;
  query: unknown;
  body: unknown;
  microversion: string | undefined;
  log: Logger;
}

/** The signal and the logger are made when they are asked for: most calls need neither, and both cost microseconds. */
function createCall({ endpoint, raw, state, path, query, body, microversion, log }: CallParts): AnyCall {
  let signal: AbortSignal | undefined;
  let bound: Logger | undefined;
  return {
    operationId: endpoint.id,
    path,
    query,
    body,
    headers: raw.message.headers,
    auth: state.auth,
    requestId: state.requestId,
    baseUrl: `${raw.origin}${endpoint.mount.prefix}`,
    requestPath: (raw.message.url ?? '').slice(endpoint.mount.prefix.length),
    remoteAddress: state.remoteAddress,
    stream: raw.message,
    microversion,
    since: (version) => microversion !== undefined && compareVersions(microversion, version) >= 0,
    get signal() {
      return (signal ??= goneSignal(raw.response));
    },
    get log() {
      return (bound ??= log.child({ request_id: state.requestId, operation: endpoint.id }));
    },
  };
}

function goneSignal(response: ServerResponse): AbortSignal {
  const controller = new AbortController();
  const gone = (): void => {
    if (!response.writableFinished) controller.abort(new Fault('timeout', 'The client went away before it was answered.'));
  };
  if (response.closed || response.destroyed) gone();
  else response.once('close', gone);
  return controller.signal;
}

function requireFit(validator: RequestValidator, reply: AnyReply, log: Logger): void {
  const misfit = validator.reply(reply.status, reply.body);
  if (misfit === undefined) return;
  log.error(`answer against the contract: ${misfit}`);
  throw new Fault('internal', `The answer does not fit the contract: ${misfit}`);
}

/** A stream whose client is gone is destroyed, so that files and subscriptions behind it are let go. */
function follow(stream: Readable, reply: AnyReply, response: ServerResponse, eventStreams: Set<Readable>): void {
  const type = Object.entries(reply.headers ?? {}).find(([name]) => name.toLowerCase() === 'content-type')?.[1];
  const isEvents = type?.startsWith('text/event-stream') === true;
  if (isEvents) eventStreams.add(stream);
  // A stream that says nothing for a while has been answered all the same.
  response.once('pipe', () => response.flushHeaders());
  response.once('close', () => {
    eventStreams.delete(stream);
    stream.destroy();
  });
}
