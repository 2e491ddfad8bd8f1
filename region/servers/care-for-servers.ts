/**
 * What time alone brings: deletions that cannot be taken back any more become final, resizes that nobody confirmed are
 * confirmed, images that no rebuild will fill go, and what was deleted long ago is taken away. Several region processes may
 * look at once; each change is a compare-and-set.
 */
import { inTransaction } from '../../openapi/serve/db.ts';
import { isFault } from '../../openapi/serve/fault.ts';
import type { AuthContext } from '../../openapi/serve/handler.ts';
import type { Logger } from '../../openapi/serve/log.ts';
import { anonymous } from '../../openapi/serve/policy.ts';
import { purgeKeys } from '../idempotency/key-store.ts';
import { keepKeysMs } from '../idempotency/once.ts';
import { changeServer } from './change-server.ts';
import type { ChangeServerDeps } from './change-server.ts';
import { settleKeptRoots } from './kept-roots.ts';
import type { RootImages } from './kept-roots.ts';
import { purgeEvents, purgeServers } from './purge-store.ts';
import { selectExpired, selectUnconfirmed } from './server-store.ts';
import { confirmResizeOf } from './verbs/resize.ts';

export interface ServerCare {
  look(): Promise<void>;
  start(): void;
  /** Waits for a look that has begun. */
  stop(): Promise<void>;
}

export interface ServerCareDeps extends ChangeServerDeps {
  log: Logger;
  rootImages: Pick<RootImages, 'discardUnfilled'>;
  /** 0: never by itself. */
  resizeConfirmS: number;
  /** 0: for ever. */
  keepDeletedDays: number;
  keepEventsDays: number;
  lookMs?: number;
}

export function createServerCare(deps: ServerCareDeps): ServerCare {
  const { db, ambient, log, lookMs = 10_000 } = deps;
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> | undefined;

  const requestId = (): string => `req-${ambient.uuid()}`;
  const ago = (seconds: number): string => new Date(ambient.now().getTime() - seconds * 1000).toISOString();
  // Somebody else's change may have come first; then there is nothing to do.
  const unlessChanged = (error: unknown): void => {
    if (!isFault(error)) throw error;
  };

  const look = async (): Promise<void> => {
    for (const { id } of await selectExpired(db, ambient.now().toISOString(), batch)) {
      await changeServer({ id, verb: 'force-delete', auth: systemAuth, requestId: requestId(), edit: () => ({ deleteAfter: null }) }, deps).catch(unlessChanged);
    }
    if (deps.resizeConfirmS > 0) {
      for (const { id } of await selectUnconfirmed(db, ago(deps.resizeConfirmS), batch)) await confirmResizeOf(id, systemAuth, requestId(), deps).catch(unlessChanged);
    }
    await settleKeptRoots(db, deps.rootImages, batch);
    await purgeKeys(db, ago(keepKeysMs / 1000));
    if (deps.keepDeletedDays > 0) await inTransaction(db, (trx) => purgeServers(trx, ago(deps.keepDeletedDays * 86_400), batch));
    if (deps.keepEventsDays > 0) await inTransaction(db, (trx) => purgeEvents(trx, ago(deps.keepEventsDays * 86_400), batch * 10));
  };

  return {
    look,
    start() {
      timer = setInterval(() => {
        looking ??= look()
          .catch((error: unknown) => log.warn({ error }, 'what is due by time could not be done; the next look tries again'))
          .finally(() => {
            looking = undefined;
          });
      }, lookMs);
      timer.unref();
    },
    async stop() {
      clearInterval(timer);
      await looking;
    },
  };
}

const batch = 100;

/** The region itself. */
const systemAuth: AuthContext = { ...anonymous, userId: 'system', roles: ['admin'], isAdmin: true, system: true };
