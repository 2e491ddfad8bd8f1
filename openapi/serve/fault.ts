/**
 * The one error of the house. A fault is an operational error that a caller can act upon; anything else that is thrown
 * is a programmer's error and becomes a 500 without details.
 *
 * `code` is stable and machine-readable (kebab-case), `message` says what was tried, on what, why it failed and what to
 * do next, `details` holds data for machines (for example the field path, or the refusals per scheduler filter).
 * The wire form depends on the service (see fault-bodies.ts).
 */
export class Fault extends Error {
  override readonly name = 'Fault';
  readonly code: FaultCode;
  readonly status: number;
  readonly details: Record<string, unknown>;
  readonly retryable: boolean;
  readonly headers: Record<string, string>;

  constructor(code: FaultCode, message: string, options: FaultOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.status = options.status ?? faultStatus[code];
    this.details = options.details ?? {};
    this.retryable = options.retryable ?? retryableStatus.has(this.status);
    this.headers = options.headers ?? {};
  }
}

export interface FaultOptions {
  status?: number;
  details?: Record<string, unknown>;
  retryable?: boolean;
  headers?: Record<string, string>;
  cause?: unknown;
}

/** Every fault code with its HTTP status; the contract's `FaultCode` enum lists the same names (a test compares them). */
export const faultStatus = {
  'bad-request': 400,
  'unauthorized': 401,
  'forbidden': 403,
  'quota-exceeded': 403,
  'not-found': 404,
  'method-not-allowed': 405,
  'not-acceptable': 406,
  'conflict': 409,
  'no-valid-host': 409,
  'already-exists': 409,
  'stale-generation': 409,
  'too-large': 413,
  'unsupported-media-type': 415,
  'range-not-satisfiable': 416,
  'too-many-requests': 429,
  'internal': 500,
  'not-implemented': 501,
  'bad-gateway': 502,
  'unavailable': 503,
  'timeout': 504,
  'disk-full': 507,
  'image-unusable': 400,
  'start-failed': 500,
  'network-failed': 500,
  'layer-failed': 502,
  'out-of-memory': 500,
  'unhealthy': 500,
  'not-supported': 409,
  'guest-agent-missing': 409,
  'command-failed': 409,
  'locked': 409,
} as const satisfies Record<string, number>;

export type FaultCode = keyof typeof faultStatus;

const retryableStatus = new Set([429, 502, 503, 504, 507]);

export const badRequest = (message: string, details?: Record<string, unknown>): Fault =>
  new Fault('bad-request', message, details ? { details } : {});

/** `notFound('server', id)`: the same words whether the thing is missing or belongs to another project. */
export const notFound = (what: string, id: string): Fault =>
  new Fault('not-found', `No ${what} found with ID ${id}. List what there is, and check the project of your token.`, {
    details: { resource: what, id },
  });

export const conflict = (message: string, details?: Record<string, unknown>): Fault =>
  new Fault('conflict', message, details ? { details } : {});

export const forbidden = (message: string, details?: Record<string, unknown>): Fault =>
  new Fault('forbidden', message, details ? { details } : {});

export const unauthorized = (message: string): Fault => new Fault('unauthorized', message);

export const unavailable = (message: string, cause?: unknown): Fault => new Fault('unavailable', message, { cause });

/** True for errors that the caller can act upon; everything else is a bug and is logged with its stack. */
export const isFault = (error: unknown): error is Fault => error instanceof Fault;

/** Gives any thrown thing the shape of a fault, keeping it as the cause. */
export function toFault(error: unknown, code: FaultCode, message: string): Fault {
  if (isFault(error)) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new Fault(code, `${message}: ${reason}`, { cause: error });
}
