import type { Logger } from './log.ts';
import type { RevocationList, TokenClaims } from './token.ts';

/** One revocation as the identity service publishes it; every criterion that it names must fit. */
export interface RevocationEvent {
  id: number;
  /** One token. */
  audit_id?: string | null;
  /** The first token of a chain, and all that were made from it. */
  audit_chain_id?: string | null;
  /** Tokens made with an application credential. */
  application_credential_id?: string | null;
  user_id?: string | null;
  project_id?: string | null;
  /** Tokens scoped to this domain or to a project in it. */
  domain_id?: string | null;
  /** Tokens of this domain's users. */
  user_domain_id?: string | null;
  /** ISO time: tokens issued before it are revoked. Issuers write a fractional `iat`, so a token of the same second is told apart. */
  issued_before: string;
  /** ISO time after which no token that it could fit is alive. */
  expires_at: string;
}

export interface RevocationPage {
  events: RevocationEvent[];
  cursor: number;
}

export interface FollowOptions {
  /** Asks the identity service for what came after the cursor. */
  fetch: (since: number, signal: AbortSignal) => Promise<RevocationPage>;
  intervalMs?: number;
  timeoutMs?: number;
  log: Logger;
  now?: () => number;
}

export interface FollowedRevocations extends RevocationList {
  /** Asks at once; the first call lets a service begin with the current list. */
  poll(): Promise<void>;
  /** Polls by itself until `stop`. */
  start(): void;
  stop(): void;
}

/**
 * Follows the revocation list. While the identity service cannot be reached the last list stays in force, and that is
 * said once: tokens are short-lived, so what is missed has an end.
 */
export function followRevocations(options: FollowOptions): FollowedRevocations {
  const { fetch, intervalMs = 500, timeoutMs = 3000, log, now = Date.now } = options;
  const index = createIndex();
  let cursor = 0;
  let reachable = true;
  let timer: NodeJS.Timeout | undefined;
  let stopped = true;

  const poll = async (): Promise<void> => {
    try {
      const page = await fetch(cursor, AbortSignal.timeout(timeoutMs));
      for (const event of page.events) index.add(event);
      cursor = page.cursor;
      index.forget(now());
      if (!reachable) log.info('revocations are followed again');
      reachable = true;
    } catch (error) {
      if (reachable) log.warn({ error }, 'revocations cannot be fetched; the last ones stay in force');
      reachable = false;
    }
  };
  const loop = (): void => {
    if (stopped) return;
    timer = setTimeout(() => void poll().then(loop), intervalMs);
    timer.unref();
  };

  return {
    isRevoked: (claims) => index.fits(claims),
    poll,
    start() {
      if (!stopped) return;
      stopped = false;
      loop();
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

interface Index {
  add(event: RevocationEvent): void;
  fits(claims: TokenClaims): boolean;
  forget(nowMs: number): void;
}

/** Events by their narrowest criterion, so that a check looks at three short lists rather than at all events. */
function createIndex(): Index {
  const lists = new Map<string, RevocationEvent[]>();
  const at = (kind: string, id: string): RevocationEvent[] => lists.get(`${kind}:${id}`) ?? [];
  const keyOf = (event: RevocationEvent): string => {
    if (event.audit_id) return `audit:${event.audit_id}`;
    if (event.audit_chain_id) return `chain:${event.audit_chain_id}`;
    if (event.application_credential_id) return `app:${event.application_credential_id}`;
    if (event.user_id) return `user:${event.user_id}`;
    if (event.project_id) return `project:${event.project_id}`;
    if (event.domain_id) return `domain:${event.domain_id}`;
    return event.user_domain_id ? `home:${event.user_domain_id}` : 'all:';
  };
  return {
    add(event) {
      const key = keyOf(event);
      const list = (lists.get(key) ?? []).filter((other) => other.id !== event.id);
      lists.set(key, [...list, event]);
    },
    fits(claims) {
      if (lists.size === 0) return false;
      const candidates = [
        ...at('audit', claims.aud_ids[0] ?? ''),
        ...at('chain', claims.aud_ids.at(-1) ?? ''),
        ...(claims.app ? at('app', claims.app.id) : []),
        ...at('user', claims.sub),
        ...(claims.proj ? at('project', claims.proj.id) : []),
        ...at('domain', scopeDomain(claims)),
        ...at('home', claims.udom.id),
        ...at('all', ''),
      ];
      return candidates.some((event) => matches(event, claims));
    },
    forget(nowMs) {
      for (const [key, events] of lists) {
        const alive = events.filter((event) => Date.parse(event.expires_at) > nowMs);
        if (alive.length === 0) lists.delete(key);
        else if (alive.length < events.length) lists.set(key, alive);
      }
    },
  };
}

function matches(event: RevocationEvent, claims: TokenClaims): boolean {
  if (event.audit_id && event.audit_id !== claims.aud_ids[0]) return false;
  if (event.audit_chain_id && event.audit_chain_id !== claims.aud_ids.at(-1)) return false;
  if (event.application_credential_id && event.application_credential_id !== claims.app?.id) return false;
  if (event.user_id && event.user_id !== claims.sub) return false;
  if (event.project_id && event.project_id !== claims.proj?.id) return false;
  if (event.domain_id && event.domain_id !== scopeDomain(claims)) return false;
  if (event.user_domain_id && event.user_domain_id !== claims.udom.id) return false;
  return claims.iat * 1000 < Date.parse(event.issued_before);
}

const scopeDomain = (claims: TokenClaims): string => claims.dom?.id ?? claims.proj?.dom.id ?? '';
