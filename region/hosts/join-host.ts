import type { Body, Operation } from '../../openapi/contracts.ts';
import { inTransaction, isUniqueViolation } from '../../openapi/serve/db.ts';
import type { Db } from '../../openapi/serve/db.ts';
import { Fault } from '../../openapi/serve/fault.ts';
import type { HandlerOf } from '../../openapi/serve/handler.ts';
import type { Ambient } from '../ambient.ts';
import { insertEvents } from '../events/event-store.ts';
import type { HostCredential, Identity } from '../identity/identity.ts';
import { restartReportSequences } from '../servers/server-store.ts';
import { hashJoinToken } from './create-join-token.ts';
import { insertHost, rejoinHost, resourcesOf, selectHostByName } from './host-store.ts';
import { returnJoinToken, spendJoinToken } from './join-token-store.ts';

export interface JoinHostDeps {
  db: Db;
  ambient: Ambient;
  identity: Pick<Identity, 'createHostCredential'>;
  notify: () => void;
}

/**
 * Lets a host in by a join token and gives it a credential of its own. A name that is known joins again when that host is
 * down: a machine that lost its state keeps its id and its servers. The token is spent first and given back when nothing
 * came of it, so two hosts never join with one.
 */
export function joinHost({ db, ambient, identity, notify }: JoinHostDeps): HandlerOf<'sampan', 'joinHost'> {
  return async ({ body, requestId }) => {
    const tokenHash = hashJoinToken(body.join_token);
    if (!(await spendJoinToken(db, tokenHash, ambient.now().toISOString()))) {
      throw new Fault('unauthorized', `Cannot join host ${body.name}: the join token is unknown, used or expired. Ask an admin for a new one.`);
    }
    try {
      await requireFreeName(db, body.name);
      // Not in a transaction: it hashes a password and opens its own.
      const credential = await identity.createHostCredential(body.name);
      const hostId = await writeHost(body, credential, requestId, { db, ambient });
      notify();
      return { status: 201, body: { host_id: hostId, credential: { user_id: credential.userId, password: credential.password, project_id: credential.projectId } } };
    } catch (error) {
      await returnJoinToken(db, tokenHash);
      throw error;
    }
  };
}

type JoinRequest = Body<Operation<'sampan', 'joinHost'>>;

async function requireFreeName(db: Db, name: string): Promise<void> {
  if ((await selectHostByName(db, name))?.state === 'up') {
    throw new Fault('already-exists', `Cannot join host ${name}: a host of this name is up. Stop that one, or give this one another name.`);
  }
}

async function writeHost(request: JoinRequest, credential: HostCredential, requestId: string, { db, ambient }: { db: Db; ambient: Ambient }): Promise<string> {
  const joinedAt = ambient.now().toISOString();
  const seen = {
    url: request.url,
    userId: credential.userId,
    kinds: request.kinds,
    architecture: request.architecture,
    capacity: resourcesOf(request.capacity),
    joinedAt,
  };
  try {
    return await inTransaction(db, async (trx) => {
      const known = await selectHostByName(trx, request.name);
      const id = known?.id ?? ambient.uuid();
      if (known) {
        await rejoinHost(trx, id, seen);
        await restartReportSequences(trx, id);
      }
      // Down until its first heartbeat: it takes no servers before it can.
      else await insertHost(trx, { id, name: request.name, state: 'down', enabled: true, ...seen });
      await insertEvents(trx, [{ type: 'host.joined', at: joinedAt, hostId: id, requestId, data: { name: request.name, again: known !== undefined } }]);
      return id;
    });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new Fault('already-exists', `Cannot join host ${request.name}: a host of this name joined at the same moment.`, { cause: error });
  }
}
