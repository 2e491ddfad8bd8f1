/**
 * How often somebody may be wrong. Failures are counted per key (a user, an address) in windows that begin with the first
 * one; a full window answers 429 with the seconds until its end, before any hash is computed. Somebody who is right is
 * never counted, so a burst of good logins is not slowed down; while a window holds failures, attempts under way count as
 * well, or many at once would all pass before the first is known to be wrong.
 *
 * The memory is this process's own and bounded: the keys seen longest ago are forgotten first.
 */
import { createHash, randomBytes } from 'node:crypto';
import { Fault } from '../../openapi/serve/fault.ts';

export interface LoginAttempts {
  /** Throws `too-many-requests` when one of the keys is full. */
  begin(keys: AttemptKeys): Attempt;
}

export interface AttemptKeys {
  /** The user's id; for one that is not known whatever was claimed, so that both are treated alike. */
  user: string;
  address: string;
}

export interface Attempt {
  /** To be called once, with how it ended. */
  end(outcome: 'right' | 'wrong'): void;
}

export interface LoginAttemptsOptions {
  /** Failures in a window; 0 for any number. */
  perUser: number;
  perAddress: number;
  windowS: number;
  maxKeys?: number;
  now: () => number;
}

export function createLoginAttempts({ perUser, perAddress, windowS, maxKeys = 10_000, now }: LoginAttemptsOptions): LoginAttempts {
  const windows = new Map<string, Window>();
  // What was claimed may be a password that was typed into the wrong field: it is not kept as it is.
  const salt = randomBytes(16);
  const keyOf = (kind: string, text: string): string => `${kind}:${createHash('sha256').update(salt).update(text).digest('base64url')}`;

  const windowOf = (key: string): Window => {
    const known = windows.get(key);
    const window = known && known.endsAt > now() ? known : { failures: 0, underWay: known?.underWay ?? 0, endsAt: now() + windowS * 1000 };
    windows.delete(key);
    windows.set(key, window);
    if (windows.size > maxKeys) windows.delete(windows.keys().next().value ?? '');
    return window;
  };

  return {
    begin({ user, address }) {
      const counted = [
        { window: windowOf(keyOf('user', user)), limit: perUser, what: 'for this user' },
        { window: windowOf(keyOf('address', address)), limit: perAddress, what: 'from this address' },
      ].filter(({ limit }) => limit > 0);
      const full = counted.find(({ window, limit }) => window.failures >= limit || (window.failures > 0 && window.failures + window.underWay >= limit));
      if (full) throw tooMany(full.what, Math.max(1, Math.ceil((full.window.endsAt - now()) / 1000)));
      for (const { window } of counted) window.underWay += 1;
      return {
        end(outcome) {
          for (const { window } of counted) {
            window.underWay -= 1;
            if (outcome === 'right') continue;
            if (window.failures === 0) window.endsAt = now() + windowS * 1000;
            window.failures += 1;
          }
        },
      };
    },
  };
}

interface Window {
  failures: number;
  underWay: number;
  /** Milliseconds since 1970. */
  endsAt: number;
}

const tooMany = (what: string, seconds: number): Fault =>
  new Fault('too-many-requests', `Too many failed logins ${what}: try again in ${seconds} s.`, { headers: { 'Retry-After': String(seconds) }, details: { retryAfterS: seconds } });
