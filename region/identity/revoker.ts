import { inTransaction } from '../../openapi/serve/db.ts';
import type { Db, Trx } from '../../openapi/serve/db.ts';
import type { Logger } from '../../openapi/serve/log.ts';
import { followRevocations } from '../../openapi/serve/revocations.ts';
import type { RevocationPage } from '../../openapi/serve/revocations.ts';
import type { RevocationList } from '../../openapi/serve/token.ts';
import { addRevocation, listRevocations, pruneRevocations } from './revocation-store.ts';

/** What a revocation names; an empty one stands for all tokens there are. */
export interface Revoked {
  userId?: string;
  projectId?: string;
  /** Of the scope: the domain itself, or that of its project. */
  domainId?: string;
  userDomainId?: string;
  applicationCredentialId?: string;
}

/** Writes revocations, and follows the table for this process and for other region processes. */
export interface Revoker extends RevocationList {
  /** Runs a change that revokes in one transaction; once it is committed, its revocations count in this process. */
  change<T>(fn: (trx: Trx) => Promise<T>): Promise<T>;
  /** Writes it in the transaction of the change that it belongs to. */
  revoke(trx: Trx, what: Revoked): Promise<void>;
  /** One token by its audit id, or all of a chain. */
  revokeToken(trx: Trx, token: { auditId: string } | { auditChainId: string }, expiresAt: Date): Promise<void>;
  /** Reads the table at once, which a process does before it takes requests. */
  refresh(): Promise<void>;
  page(since: number): Promise<RevocationPage>;
  /** Tokens issued now must bear a time not below this one (milliseconds), or the last revocation would fit them. */
  issueFloorMs(): number;
  start(): void;
  stop(): void;
}

export interface RevokerOptions {
  db: Db;
  longestTokenLifeS: number;
  log: Logger;
  now: () => number;
}

export function createRevoker({ db, longestTokenLifeS, log, now }: RevokerOptions): Revoker {
  let floorMs = 0;
  let pruning: NodeJS.Timeout | undefined;
  const page = (since: number): Promise<RevocationPage> => listRevocations(db, since, new Date(now()).toISOString());
  const followed = followRevocations({ fetch: page, log, now });
  const prune = (): void => {
    pruneRevocations(db, new Date(now()).toISOString()).catch((error: unknown) => log.warn({ error }, 'old revocations stay in the database until the next try'));
  };

  return {
    async change(fn) {
      const result = await inTransaction(db, fn);
      await followed.poll();
      return result;
    },
    async revoke(trx, what) {
      // A token of this very millisecond falls under it as well: better one token too many than one too few.
      const issuedBefore = now() + 1;
      floorMs = Math.max(floorMs, issuedBefore);
      const expiresAt = new Date(issuedBefore + longestTokenLifeS * 1000).toISOString();
      await addRevocation(trx, { ...what, issuedBefore: new Date(issuedBefore).toISOString(), expiresAt });
    },
    async revokeToken(trx, token, expiresAt) {
      // The audit id says which token it is; its time says nothing more, and clocks of region processes differ.
      const end = new Date(expiresAt.getTime() + clockSkewMs).toISOString();
      await addRevocation(trx, { ...token, issuedBefore: end, expiresAt: end });
    },
    refresh: () => followed.poll(),
    page,
    issueFloorMs: () => floorMs,
    isRevoked: (claims) => followed.isRevoked(claims),
    start() {
      followed.start();
      pruning ??= setInterval(prune, pruneMs).unref();
    },
    stop() {
      followed.stop();
      clearInterval(pruning);
      pruning = undefined;
    },
  };
}

const clockSkewMs = 60_000;
const pruneMs = 600_000;
