/**
 * The typed client of a contract: the other end of serve.ts.
 *
 * An answer of 2xx or 3xx is returned, anything else is thrown as a `Fault`. What may be repeated without harm (GET,
 * HEAD, PUT, DELETE, or any call with an `Idempotency-Key`) is repeated when the network fails or the fault is
 * retryable, after a random part of a doubling delay, or after what `Retry-After` asks for. A 401 renews the token once.
 */
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Readable } from 'node:stream';
import { text as readText } from 'node:stream/consumers';
import axios from 'axios';
import type { AxiosResponse } from 'axios';
import { loadContract } from '../contracts.ts';
import type { Body, ContractName, NoKeys, Operation, OperationId, PathParams, Query, ReplyBody } from '../contracts.ts';
import { Fault, isFault } from '../serve/fault.ts';
import type { Logger } from '../serve/log.ts';
import { faultFromAnswer, faultFromNetwork } from './http-fault.ts';
import { findRoutes, routeUrl } from './routes.ts';
import type { Route } from './routes.ts';
import type { TokenSource } from './token-source.ts';

export interface ClientOptions {
  /** Where the contract is mounted, for example `http://region:8080/compute/v2.1`. */
  baseUrl: string;
  tokens?: TokenSource;
  /** Trusted authorities (PEM) in place of node's own; see trust.ts. */
  ca?: string[] | undefined;
  /** For one try, up to its whole answer; for streams up to the answer's headers. */
  timeoutMs?: number;
  /** Tries after the first. */
  retries?: number;
  /** The first delay between tries is up to this; it doubles up to 2 s. */
  retryDelayMs?: number;
  userAgent?: string;
  /** Sent with every call, for example the microversion. */
  headers?: Record<string, string>;
  log?: Logger;
}

export interface CommonArgs {
  headers?: Record<string, string>;
  signal?: AbortSignal | undefined;
  timeoutMs?: number;
  /** Carries the request id of the call that this one serves; heeded when the token has the role service or host. */
  requestId?: string | undefined;
}

export type CallArgs<Op> = CommonArgs & Arg<'path', PathParams<Op>> & Arg<'query', Query<Op>> & Arg<'body', Body<Op>>;
export type StreamArgs<Op> = CommonArgs & Arg<'path', PathParams<Op>> & Arg<'query', Query<Op>> & { body?: Readable };

export interface CallResult<Op> {
  status: number;
  body: ReplyBody<Op>;
  /** Lower-case names; several values are joined by a comma. */
  headers: Record<string, string>;
}

export interface StreamResult {
  status: number;
  headers: Record<string, string>;
  /** The consumer reads it to its end or destroys it. */
  body: Readable;
}

export interface Client<N extends ContractName> {
  call<Id extends OperationId<N>>(operationId: Id, ...args: Optional<CallArgs<Operation<N, Id>>>): Promise<CallResult<Operation<N, Id>>>;
  /** Uploads and downloads without holding them in memory; a stream that was begun is never repeated. */
  stream<Id extends OperationId<N>>(operationId: Id, ...args: Optional<StreamArgs<Operation<N, Id>>>): Promise<StreamResult>;
  /** Lets idle connections go. */
  close(): void;
}

export function createClient<N extends ContractName>(name: N, options: ClientOptions): Client<N> {
  const { baseUrl, tokens, timeoutMs = 30_000, retries = 2, retryDelayMs = 100, userAgent = 'sampan', log } = options;
  const routes = findRoutes(loadContract(name));
  const httpAgent = new HttpAgent({ keepAlive: true });
  const httpsAgent = new HttpsAgent({ keepAlive: true, ...(options.ca && { ca: options.ca }) });
  const http = axios.create({
    httpAgent,
    httpsAgent,
    proxy: false,
    maxRedirects: 0,
    maxBodyLength: Infinity,
    maxContentLength: Infinity,
    responseType: 'stream',
    validateStatus: () => true,
    headers: { 'User-Agent': userAgent, 'Accept': 'application/json, */*;q=0.5', ...options.headers },
  });

  const attempt = async (exchange: Exchange): Promise<AxiosResponse<Readable>> => {
    const { route, args, data, deadline } = exchange;
    const token = await tokens?.token();
    try {
      const response = await http.request<Readable>({
        method: route.method,
        url: routeUrl(baseUrl, route, args.path, args.query),
        headers: {
          ...(data === undefined ? {} : { 'Content-Type': typeof data === 'string' ? route.mediaType : 'application/octet-stream' }),
          ...(token === undefined ? {} : { 'X-Auth-Token': token }),
          ...(args.requestId ? { 'X-OpenStack-Request-ID': args.requestId } : {}),
          ...(exchange.streamed ? { 'Accept-Encoding': 'identity' } : {}),
          ...args.headers,
        },
        ...(data === undefined ? {} : { data }),
        signal: deadline.signal,
      });
      if (response.status < 400) return response;
      throw faultFromAnswer({ status: response.status, headers: plainHeaders(response), text: await readText(response.data), asked: exchange.asked });
    } catch (error) {
      if (isFault(error)) throw error;
      throw deadline.reason(error);
    }
  };

  /** A token may have been revoked, or signed by a key that is gone: a new one is worth a try, but only one. */
  const attemptWithFreshToken = async (exchange: Exchange): Promise<AxiosResponse<Readable>> => {
    try {
      return await attempt(exchange);
    } catch (error) {
      if (!tokens || !isFault(error) || error.status !== 401 || typeof exchange.data === 'object') throw error;
      const refused = await tokens.token();
      tokens.invalidate(refused);
      if ((await tokens.token()) === refused) throw error;
      return attempt(exchange);
    }
  };

  const exchangeOf = (operationId: string, args: LooseArgs, streamed: boolean, limitMs: number | undefined): Exchange => {
    const route = routes.get(operationId);
    if (!route) throw new TypeError(`the contract ${name} has no operation ${operationId}`);
    const asked = `${operationId} (${route.method} ${routeUrl(baseUrl, route, args.path, {})})`;
    const data = streamed ? (args.body as Readable | undefined) : args.body === undefined ? undefined : JSON.stringify(args.body);
    return { route, args, asked, data, streamed, deadline: createDeadline(asked, args.signal, limitMs) };
  };

  const loose = {
    async call(operationId: string, args: LooseArgs = {}) {
      for (let tries = 0; ; tries += 1) {
        const exchange = exchangeOf(operationId, args, false, args.timeoutMs ?? timeoutMs);
        try {
          const response = await attemptWithFreshToken(exchange);
          const answer = await readText(response.data).catch((error: unknown) => Promise.reject(exchange.deadline.reason(error)));
          return { status: response.status, headers: plainHeaders(response), body: parseBody(answer, response) };
        } catch (error) {
          if (tries >= retries || !mayRepeat(exchange, error)) throw error;
          const waitMs = delayBefore(tries, retryDelayMs, error as Fault);
          log?.debug({ operation: operationId, tries, wait_ms: waitMs, reason: (error as Fault).message }, 'a call is tried again');
          await pause(waitMs, args.signal);
        } finally {
          exchange.deadline.clear();
        }
      }
    },
    async stream(operationId: string, args: LooseArgs = {}) {
      // How long an upload takes says nothing; its answer comes after its last byte.
      const limitMs = args.timeoutMs ?? (args.body === undefined ? timeoutMs : undefined);
      const exchange = exchangeOf(operationId, args, true, limitMs);
      try {
        const response = await attemptWithFreshToken(exchange);
        return { status: response.status, headers: plainHeaders(response), body: response.data };
      } finally {
        exchange.deadline.clearTimer();
      }
    },
    close() {
      httpAgent.destroy();
      httpsAgent.destroy();
    },
  };
  return loose as Client<N>;
}

interface LooseArgs extends CommonArgs {
  path?: Record<string, unknown>;
  query?: Record<string, unknown>;
  body?: unknown;
}

interface Exchange {
  route: Route;
  args: LooseArgs;
  asked: string;
  data: string | Readable | undefined;
  streamed: boolean;
  deadline: Deadline;
}

interface Deadline {
  signal: AbortSignal;
  /** What a failure means: the caller's abort, the time limit, or the network. */
  reason(error: unknown): unknown;
  /** The time limit ends, the caller's abort still counts. */
  clearTimer(): void;
  clear(): void;
}

function createDeadline(asked: string, signal: AbortSignal | undefined, limitMs: number | undefined): Deadline {
  const controller = new AbortController();
  let late = false;
  const forward = (): void => controller.abort(signal?.reason);
  const expire = (): void => {
    late = true;
    controller.abort();
  };
  const timer = limitMs === undefined ? undefined : setTimeout(expire, limitMs);
  if (signal?.aborted) forward();
  else signal?.addEventListener('abort', forward, { once: true });
  return {
    signal: controller.signal,
    reason(error) {
      if (signal?.aborted) return signal.reason;
      return late ? new Fault('timeout', `${asked} was not answered within ${String(limitMs)} ms.`) : faultFromNetwork(asked, error);
    },
    clearTimer: () => clearTimeout(timer),
    clear() {
      clearTimeout(timer);
      signal?.removeEventListener('abort', forward);
    },
  };
}

const repeatable = new Set(['GET', 'HEAD', 'PUT', 'DELETE']);

function mayRepeat({ route, args }: Exchange, error: unknown): boolean {
  if (args.signal?.aborted || !isFault(error) || !error.retryable) return false;
  return repeatable.has(route.method) || Object.keys(args.headers ?? {}).some((name) => name.toLowerCase() === 'idempotency-key');
}

/** Random over the whole span, so that a crowd that failed together does not come back together. */
function delayBefore(tries: number, baseMs: number, fault: Fault): number {
  const asked = fault.details['retryAfterS'];
  if (typeof asked === 'number') return Math.min(Math.max(asked, 0) * 1000, 5000);
  return Math.random() * Math.min(baseMs * 2 ** tries, 2000);
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (): void => {
      signal?.removeEventListener('abort', stop);
      resolve();
    };
    const timer = setTimeout(done, ms);
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal?.reason instanceof Error ? signal.reason : new Fault('timeout', 'The call was cancelled.'));
    };
    signal?.addEventListener('abort', stop, { once: true });
  });
}

function plainHeaders(response: AxiosResponse): Record<string, string> {
  const entries = Object.entries(response.headers as Record<string, unknown>);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined && value !== null).map(([name, value]) => [name.toLowerCase(), String(value)]));
}

function parseBody(answer: string, response: AxiosResponse): unknown {
  if (answer === '') return undefined;
  try {
    return JSON.parse(answer);
  } catch (error) {
    throw new Fault('bad-gateway', `The answer with status ${response.status} is not JSON: is this the URL of the right service?`, { cause: error });
  }
}

type Arg<K extends string, T> = [T] extends [undefined]
  ? { [P in K]?: undefined }
  : keyof T extends never
    ? { [P in K]?: NoKeys }
    : undefined extends T
      ? { [P in K]?: T }
      : NoKeys extends T
        ? { [P in K]?: T }
        : { [P in K]: T };

/** Arguments may be left out where none is required. */
type Optional<T> = NoKeys extends T ? [args?: T] : [args: T];
