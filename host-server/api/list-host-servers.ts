import type { HandlerOf } from '../../openapi/serve/handler.ts';
import type { HostCore } from '../core.ts';
import { listServers } from '../servers/spec-store.ts';
import { hostServerView } from './host-server-view.ts';

export const listHostServers =
  (core: () => HostCore): HandlerOf<'host', 'listHostServers'> =>
  async () => {
    const { db, drivers } = core();
    const [records, ...found] = await Promise.all([listServers(db), ...[...drivers.values()].map((driver) => driver.list())]);
    const seen = new Map(found.flat().map((observation) => [observation.serverId, observation]));
    return { status: 200, body: { servers: records.map((record) => hostServerView(core(), record, seen.get(record.id))) } };
  };
