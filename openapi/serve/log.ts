import pino from 'pino';
import type { DestinationStream, Logger as PinoLogger } from 'pino';

/** JSON lines; ERROR means that a person must act, and a healthy system logs none. */
export type Logger = PinoLogger;

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';

export interface LogOptions {
  service: string;
  level?: LogLevel;
  /** Where lines go; standard output unless a test wants to read them. */
  destination?: DestinationStream;
}

/** The service's logger: one JSON object a line with time in ISO form, secrets blanked by key down to the third level. */
export function createLogger(options: LogOptions): Logger {
  const settings: pino.LoggerOptions = {
    level: options.level ?? 'info',
    base: { service: options.service },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }), bindings: (fields) => blanked(fields, 3), log: (fields) => blanked(fields, 3) },
    serializers: { error: pino.stdSerializers.err, err: pino.stdSerializers.err },
  };
  // Node writes to pipes and files at once and in order. pino's own writer may hold a line back when the pipe is busy, and
  // was seen to let the last lines before an exit go out in the wrong order.
  return pino(settings, options.destination ?? process.stdout);
}

/** Keys whose values are never written anywhere: not in logs and not in error texts. */
export const secretKey = /password|passwd|secret|token|credential|authorization|api[-_]?key|private[-_]?key|adminpass|cookie/i;

const secretNames = new Set([
  'token', 'tokens', 'password', 'original_password', 'adminpass', 'secret', 'authorization', 'credential', 'credentials',
  'privatekey', 'private_key', 'jointoken', 'join_token', 'x-auth-token', 'x-subject-token', 'cookie', 'set-cookie',
]);

/**
 * The fields without secrets. Copies only where one is found: pino's own redaction by wildcards took a quarter of the CPU
 * of a small request, because it clones every line.
 */
function blanked(fields: Record<string, unknown>, depth: number): Record<string, unknown> {
  let copy: Record<string, unknown> | undefined;
  for (const [name, value] of Object.entries(fields)) {
    const shown = secretNames.has(name.toLowerCase()) ? '[secret]' : isPlain(value) && depth > 1 ? blanked(value, depth - 1) : value;
    if (shown !== value) (copy ??= { ...fields })[name] = shown;
  }
  return copy ?? fields;
}

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && [Object.prototype, null].includes(Object.getPrototypeOf(value) as object | null);
