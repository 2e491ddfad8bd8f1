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
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: secretPaths(), censor: '[secret]' },
    serializers: { error: pino.stdSerializers.err, err: pino.stdSerializers.err },
  };
  return options.destination ? pino(settings, options.destination) : pino(settings);
}

/** Keys whose values are never written anywhere: not in logs and not in error texts. */
export const secretKey = /password|passwd|secret|token|credential|authorization|api[-_]?key|private[-_]?key|adminpass|cookie/i;

// pino redacts by exact path, which is fast; the names that our code and the wire use are listed.
const secretNames = [
  'token', 'tokens', 'password', 'original_password', 'adminPass', 'secret', 'authorization', 'Authorization', 'credential',
  'credentials', 'privateKey', 'private_key', 'joinToken', 'join_token', '["x-auth-token"]', '["x-subject-token"]',
  '["X-Auth-Token"]', '["X-Subject-Token"]', 'cookie',
];

function secretPaths(): string[] {
  return secretNames.flatMap((name) => {
    const below = name.startsWith('[') ? name : `.${name}`;
    return [name, `*${below}`, `*.*${below}`];
  });
}
