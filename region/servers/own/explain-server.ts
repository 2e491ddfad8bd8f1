import type { components } from '../../../openapi/generated/sampan.ts';
import type { Db } from '../../../openapi/serve/db.ts';
import { notFound } from '../../../openapi/serve/fault.ts';
import type { HandlerOf } from '../../../openapi/serve/handler.ts';
import { selectActions } from '../../events/action-store.ts';
import type { Action } from '../../events/action-store.ts';
import { selectHost } from '../../hosts/host-store.ts';
import type { Host } from '../../hosts/host-store.ts';
import { maySee } from '../find-server.ts';
import { actionView } from '../sampan-view.ts';
import type { Server } from '../server-row.ts';
import { allowedVerbs } from '../server-state.ts';
import { selectServer } from '../server-store.ts';
import { statusOf } from '../server-status.ts';
import { whatNext } from './what-next.ts';

type Why = components['schemas']['Why'];

/** Why a server is as it is: wanted, observed, the step, what failed and what happens next. */
export function explainServer({ db }: { db: Db }): HandlerOf<'sampan', 'explainServer'> {
  return async ({ path, auth }) => {
    const server = await selectServer(db, path.id);
    if (!server || !maySee(server, auth)) throw notFound('server', path.id);
    const host = await selectHost(db, server.hostId);
    const [last] = await selectActions(db, server.id);
    return { status: 200, body: explain(server, host, last, auth.isAdmin || auth.roles.includes('service')) };
  };
}

function explain(server: Server, host: Host | undefined, last: Action | undefined, showsHost: boolean): Why {
  const next = whatNext(server, host);
  const { reason, restarts, health, exitCode } = server.condition;
  return {
    id: server.id,
    status: statusOf(server.vmState, server.taskState),
    summary: [server.fault?.message, reason, next[0]].filter((part) => part !== undefined).join(' '),
    wanted: {
      desired: server.desired, mode: server.mode, generation: server.generation, image: server.imageName ?? server.imageId, flavor: server.flavorName, locked: server.lockedBy !== null,
    },
    observed: {
      vm_state: server.vmState,
      task_state: server.taskState,
      generation: server.observedGeneration,
      acknowledged_generation: server.ackedGeneration,
      at: server.updatedAt,
      ...(reason === undefined ? {} : { reason }),
      ...(restarts === undefined ? {} : { restarts }),
      ...(health === undefined ? {} : { health }),
      ...(exitCode === undefined ? {} : { exit_code: exitCode }),
    },
    step: server.step === null ? null : { name: server.step, since: server.stepSince, progress: server.progress },
    host: host ? { ...(showsHost ? { name: host.name } : {}), state: host.state, heartbeat_at: host.heartbeatAt } : null,
    fault: server.fault,
    last_action: last ? actionView(last) : null,
    next,
    allowed: allowedVerbs(server),
  };
}
