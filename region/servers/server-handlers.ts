import type { Handlers } from '../../openapi/serve/handler.ts';
import type { InsideActions } from '../inside/server-actions.ts';
import { actOnServer, lifecycleActions } from './act-on-server.ts';
import type { LifecycleDeps } from './act-on-server.ts';
import { createServer } from './create-server.ts';
import type { CreateServerDeps } from './create-server.ts';
import { deleteServer } from './delete-server.ts';
import { interfaceHandlers } from './interfaces/interface-handlers.ts';
import { listServers, listServersDetail } from './list-servers.ts';
import type { RootImages } from './kept-roots.ts';
import { migrationHandlers } from './migrations.ts';
import { createServers } from './own/create-servers.ts';
import { explainServer } from './own/explain-server.ts';
import { listServerVerbs } from './own/list-verbs.ts';
import { deployServer, rebuildServer, resizeServer, rollbackServer, syncServerStatus } from './own/verb-handlers.ts';
import { listServerActions, showServerView } from './sampan-view.ts';
import { showServer } from './show-server.ts';
import { updateServer } from './update-server.ts';
import { networkActions } from './verbs/network-actions.ts';
import { volumeAttachmentHandlers } from './volume-attachments.ts';

export type ServerHandlerDeps = CreateServerDeps & LifecycleDeps & { reclaimS: number; rootImages: RootImages };

/** Servers in Nova's face. */
export const novaServerHandlers = (deps: ServerHandlerDeps, inside: InsideActions) =>
  ({
    listServers: listServers(deps),
    listServersDetail: listServersDetail(deps),
    createServer: createServer(deps),
    getServer: showServer(deps),
    updateServer: updateServer(deps),
    deleteServer: deleteServer(deps),
    ...interfaceHandlers(deps),
    ...volumeAttachmentHandlers(deps),
    ...migrationHandlers(deps),
    actOnServer: actOnServer({ ...lifecycleActions(deps), ...networkActions(deps), ...inside }),
  }) satisfies Partial<Handlers<'compute'>>;

/** The same servers in Sampan's own face. */
export const ownServerHandlers = (deps: ServerHandlerDeps) =>
  ({
    createServers: createServers(deps),
    getServerView: showServerView(deps),
    listActions: listServerActions(deps),
    explainServer: explainServer(deps),
    rebuildServer: rebuildServer(deps),
    deployServer: deployServer(deps),
    rollbackServer: rollbackServer(deps),
    resizeServer: resizeServer(deps),
    syncServerStatus: syncServerStatus(deps),
    listServerVerbs,
  }) satisfies Partial<Handlers<'sampan'>>;
