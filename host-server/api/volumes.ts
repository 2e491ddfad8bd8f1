import { Fault, notFound } from '../../openapi/serve/fault.ts';
import type { components } from '../../openapi/generated/host.ts';
import type { HandlerOf } from '../../openapi/serve/handler.ts';
import type { HostCore } from '../core.ts';
import { listServers } from '../servers/spec-store.ts';
import type { ServerSpec } from '../servers/spec.ts';

type HostVolume = components['schemas']['HostVolumes']['volumes'][number];

export const listHostVolumes =
  (core: () => HostCore): HandlerOf<'host', 'listHostVolumes'> =>
  async ({ query }) => ({ status: 200, body: { volumes: await volumesOf(core(), query.project_id) } });

export const deleteHostVolume =
  (core: () => HostCore): HandlerOf<'host', 'deleteHostVolume'> =>
  async ({ path }) => {
    const volume = (await volumesOf(core(), path.project_id)).find(({ name }) => name === path.name);
    if (!volume) throw notFound('volume', path.name);
    const [user] = volume.server_ids;
    if (user !== undefined) throw new Fault('conflict', `Volume ${path.name} cannot be removed: server ${user} names it. Delete that server first.`, { details: { server_ids: volume.server_ids } });
    await core().volumes.remove(path.project_id, path.name);
    return { status: 204 };
  };

export const pruneHostVolumes =
  (core: () => HostCore): HandlerOf<'host', 'pruneHostVolumes'> =>
  async ({ query }) => {
    const unused = (await volumesOf(core(), query.project_id)).filter(({ server_ids: users }) => users.length === 0);
    for (const { project_id: projectId, name } of unused) await core().volumes.remove(projectId, name);
    return { status: 200, body: { volumes: unused } };
  };

/** Who names a volume is asked after it was listed: a spec that came meanwhile counts. */
async function volumesOf({ volumes, db }: HostCore, projectId: string | undefined): Promise<HostVolume[]> {
  const found = (await volumes.list()).filter((volume) => projectId === undefined || volume.projectId === projectId);
  const records = await listServers(db);
  return found.map((volume) => ({
    project_id: volume.projectId,
    name: volume.name,
    ...(volume.usedBytes === undefined ? {} : { used_bytes: volume.usedBytes }),
    server_ids: records.filter(({ spec }) => spec.project_id === volume.projectId && namesVolume(spec, volume.name)).map(({ id }) => id),
  }));
}

const namesVolume = ({ container, members = [] }: ServerSpec, volume: string): boolean =>
  [container, ...members.map((member) => member.container)].some((options) => options?.volumes?.some(({ name }) => name === volume));
