import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { performance } from 'node:perf_hooks';

interface Finished {
  request: ClientRequest;
  response: IncomingMessage;
}

/**
 * Tells each HTTP request of this process in one line: method, URL, status, request id, milliseconds to the answer's
 * head. Headers and bodies, where the secrets are, are never looked at. Answers a function that ends it.
 */
export function traceRequests(print: (line: string) => void): () => void {
  const started = new WeakMap<ClientRequest, number>();
  const onStart = (message: unknown): void => {
    started.set((message as Finished).request, performance.now());
  };
  const onFinish = (message: unknown): void => {
    const { request, response } = message as Finished;
    const ms = (performance.now() - (started.get(request) ?? performance.now())).toFixed(0);
    const id = response.headers['x-openstack-request-id'] ?? '-';
    print(`${request.method} ${request.protocol}//${request.host}${portOf(request)}${request.path} ${response.statusCode ?? '-'} ${String(id)} ${ms} ms`);
  };
  subscribe('http.client.request.start', onStart);
  subscribe('http.client.response.finish', onFinish);
  return () => {
    unsubscribe('http.client.request.start', onStart);
    unsubscribe('http.client.response.finish', onFinish);
  };
}

function portOf(request: ClientRequest): string {
  const header = String(request.getHeader('host') ?? '');
  return /:\d+$/.exec(header)?.[0] ?? '';
}
