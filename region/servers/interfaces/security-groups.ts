import type { Trx } from '../../../openapi/serve/db.ts';
import { conflict, Fault } from '../../../openapi/serve/fault.ts';
import { selectGroupsNamed } from '../../networks/group-store.ts';
import { touchMaps } from '../../networks/maps/touch-maps.ts';
import { replaceGroups, selectPortsOf } from '../../networks/port-store.ts';
import type { Port } from '../../networks/port-store.ts';
import type { ActionHandler } from '../action-handler.ts';
import { changeServer } from '../change-server.ts';
import type { ChangeServerDeps } from '../change-server.ts';
import type { Server } from '../server-row.ts';

type Edit = (port: Port, groupId: string) => string[];

/** Puts a security group, by name or id, on every port of a server that has port security. */
export const addSecurityGroup = (deps: ChangeServerDeps): ActionHandler<'addSecurityGroup'> =>
  changeGroups(deps, 'add-security-group', (port, groupId) => [...new Set([...port.groupIds, groupId])]);

export const removeSecurityGroup = (deps: ChangeServerDeps): ActionHandler<'removeSecurityGroup'> =>
  changeGroups(deps, 'remove-security-group', (port, groupId) => port.groupIds.filter((id) => id !== groupId));

function changeGroups(deps: ChangeServerDeps, verb: 'add-security-group' | 'remove-security-group', edit: Edit): ActionHandler<'addSecurityGroup' | 'removeSecurityGroup'> {
  return async ({ path, auth, requestId }, { name }) => {
    const apply = async (trx: Trx, server: Server): Promise<Partial<Server>> => {
      const group = await groupNamed(trx, server.projectId, name);
      const ports = (await selectPortsOf(trx, [server.id])).filter(({ portSecurity }) => portSecurity);
      if (ports.length === 0) throw conflict(`Instance ${server.id} has no port that security groups could be put on.`);
      if (verb === 'remove-security-group' && !ports.some(({ groupIds }) => groupIds.includes(group))) {
        throw new Fault('not-found', `Security group ${name} is not associated with the instance ${server.id}`, { details: { resource: 'security group', id: name } });
      }
      for (const port of ports) await replaceGroups(trx, port.id, edit(port, group));
      await touchMaps(trx, { networkIds: ports.map(({ networkId }) => networkId), groupIds: [group] });
      return {};
    };
    await changeServer({ id: path.id, verb, auth, requestId, edit: apply, data: { security_group: name } }, deps);
    return { status: 202 };
  };
}

async function groupNamed(trx: Trx, projectId: string, name: string): Promise<string> {
  const found = await selectGroupsNamed(trx, projectId, [name]);
  const exact = found.find(({ id }) => id === name) ?? (found.length === 1 ? found[0] : undefined);
  if (exact) return exact.id;
  if (found.length > 1) throw conflict(`Multiple security groups found matching '${name}'. Use an ID to be more specific.`);
  throw new Fault('not-found', `Security group ${name} not found for project ${projectId}.`, { details: { resource: 'security group', id: name } });
}
