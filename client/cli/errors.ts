import { isFault } from '../../openapi/serve/fault.ts';
import type { Fault, FaultCode } from '../../openapi/serve/fault.ts';

export const exitCodes = { ok: 0, failed: 1, usage: 2, notFound: 3, timeout: 4 } as const;

/** The command line itself is wrong; nothing was sent. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Several things were asked of a command and some failed; each was told when it failed. */
export class SeveralFailed extends Error {
  override readonly name = 'SeveralFailed';
  readonly errors: readonly unknown[];

  constructor(errors: readonly unknown[]) {
    super(`${errors.length} failed`);
    this.errors = errors;
  }
}

/** 0 done, 1 failed, 2 usage, 3 not found, 4 timeout; several errors share a code or are 1. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof SeveralFailed) {
    const codes = new Set(error.errors.map(exitCodeOf));
    return codes.size === 1 ? (codes.values().next().value ?? exitCodes.failed) : exitCodes.failed;
  }
  if (error instanceof UsageError) return exitCodes.usage;
  if (!isFault(error)) return exitCodes.failed;
  if (error.code === 'not-found') return exitCodes.notFound;
  return error.code === 'timeout' ? exitCodes.timeout : exitCodes.failed;
}

/** Message, reason, suggestion, request id, in that order, one line each; what is not known is left out. */
export function explainError(error: unknown): string {
  if (error instanceof SeveralFailed) return error.errors.map(explainError).join('');
  const message = error instanceof Error ? error.message : String(error);
  const lines = [`sampan: ${message}`];
  if (error instanceof UsageError) return `${lines.join('\n')}\n`;
  if (!isFault(error)) return `sampan: unexpected: ${message}\nSuggestion: run it again with --debug, and report it if it stays.\n`;
  const reason = reasonOf(error);
  if (reason !== undefined && !message.includes(reason)) lines.push(`Reason: ${reason}`);
  const suggestion = text(error.details['suggestion']) ?? suggestions[error.code];
  if (suggestion !== undefined && !message.includes(suggestion)) lines.push(`Suggestion: ${suggestion}`);
  const requestId = text(error.details['requestId']) ?? text(error.details['request_id']);
  if (requestId !== undefined) lines.push(`Request id: ${requestId}`);
  return `${lines.join('\n')}\n`;
}

function reasonOf(fault: Fault): string | undefined {
  const given = text(fault.details['reason']);
  if (given !== undefined) return given;
  return fault.cause instanceof Error && fault.cause.message !== '' ? fault.cause.message : `${fault.code} (status ${fault.status})`;
}

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

const suggestions: Partial<Record<FaultCode, string>> = {
  'unauthorized': 'check OS_USERNAME, OS_PASSWORD and OS_PROJECT_NAME, or the cloud in clouds.yaml (sampan token issue tries them).',
  'forbidden': 'ask for the role that is named, or use another project.',
  'quota-exceeded': 'see sampan quota show, and free something or ask for more.',
  'no-valid-host': 'see sampan host list, or try a smaller flavor.',
  'unavailable': 'see whether the service runs (sampan status), and try again.',
  'bad-gateway': 'try again; see sampan status if it stays.',
  'timeout': 'give it more time with --timeout, or see sampan event list.',
  'too-many-requests': 'wait a little and try again.',
};
