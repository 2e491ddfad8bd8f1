import type { Request } from '@hapi/hapi';
import type { RequestState } from './dispatch.ts';
import { secretKey } from './log.ts';
import type { Logger } from './log.ts';
import { httpMetrics } from './metrics.ts';
import type { Registry } from './metrics.ts';

/** One JSON line and one observation a request, once its answer has left. Values of secret-looking query keys are not written. */
export function recordRequests(log: Logger, metrics: Registry): (request: Request) => void {
  const http = httpMetrics(metrics);
  return (request) => {
    const state = request.app as RequestState;
    const ms = performance.now() - state.startedAt;
    const { response } = request;
    const status = response instanceof Error ? response.output.statusCode : (response?.statusCode ?? 499);
    const method = request.method.toUpperCase();
    const known = state.operationId === '' && request.path in quietPaths ? request.path.slice(1) : state.operationId || 'unknown';
    http.observe({ method, operation: known, status }, ms / 1000);
    const line = {
      method,
      path: request.path,
      query: shownQuery(request.url?.search ?? ''),
      operation: state.operationId,
      status,
      ms: Math.round(ms * 100) / 100,
      request_id: state.requestId,
      user_id: state.auth.userId,
      project_id: state.auth.projectId,
    };
    const polled = request.path in quietPaths || polledOperations.has(state.operationId);
    if (polled && status < 400) log.debug(line, 'request');
    else log.info(line, 'request');
  };
}

const quietPaths: Record<string, true> = { '/healthz': true, '/metrics': true };

/** Asked by every service every moment: only their failures are worth a line. */
const polledOperations = new Set(['listRevocations', 'listKeys', 'heartbeatHost']);

function shownQuery(search: string): string | undefined {
  if (search.length < 2) return undefined;
  return search.slice(1).split('&').map((pair) => (secretKey.test(pair.split('=')[0] ?? '') ? `${pair.split('=')[0]}=(a secret)` : pair)).join('&');
}
