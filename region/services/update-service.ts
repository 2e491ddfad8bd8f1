/**
 * Nova changes services in two tongues: before 2.53 the path ends in what to do and the body names host and binary, since
 * then the path names the service and the body what it should be. Only hosts can be changed.
 */
import type { Body, Operation } from '../../openapi/contracts.ts';
import type { Db } from '../../openapi/serve/db.ts';
import { badRequest, Fault } from '../../openapi/serve/fault.ts';
import type { HandlerOf } from '../../openapi/serve/handler.ts';
import { selectHost, selectHostByName, updateEnabled, updateForcedDown } from '../hosts/host-store.ts';
import type { Host } from '../hosts/host-store.ts';
import type { ZoneDeps } from '../zones/availability-zones.ts';
import { computeService } from './service-view.ts';

export function updateComputeService({ db, availabilityZone }: ZoneDeps): HandlerOf<'compute', 'updateComputeService'> {
  return async ({ path, body, since }) => {
    if (!since('2.53')) return { status: 200, body: { service: await byVerb(db, path.id, body, since) } };
    const host = await hostById(db, path.id);
    const { status, disabled_reason: reason, forced_down: forced } = body;
    if (status === undefined && forced === undefined) throw badRequest('No updates were requested. Fields status or forced_down must be specified.');
    if (reason !== undefined && status !== 'disabled') throw badRequest('Specifying disabled_reason requires that status is disabled.', { field: 'disabled_reason' });
    if (status !== undefined) await updateEnabled(db, host.id, status === 'enabled', reason ?? null);
    if (forced !== undefined) await updateForcedDown(db, host.id, isTrue(forced));
    return { status: 200, body: { service: computeService(await hostById(db, path.id), 0, availabilityZone, since) as never } };
  };
}

type Given = Body<Operation<'compute', 'updateComputeService'>>;

async function byVerb(db: Db, verb: string, body: Given, since: (version: string) => boolean) {
  const known = ['enable', 'disable', 'disable-log-reason', ...(since('2.11') ? ['force-down'] : [])];
  if (!known.includes(verb)) throw new Fault('not-found', `Unknown action ${verb} on services: there are ${known.join(', ')}.`);
  const { host: name, binary, disabled_reason: reason, forced_down: forced } = body;
  if (name === undefined || binary === undefined) throw badRequest(`Invalid input for field/attribute body. '${name === undefined ? 'host' : 'binary'}' is a required property`, { field: name === undefined ? 'host' : 'binary' });
  if (verb === 'disable-log-reason' && reason === undefined) throw badRequest("Invalid input for field/attribute body. 'disabled_reason' is a required property", { field: 'disabled_reason' });
  if (verb === 'force-down' && forced === undefined) throw badRequest("Invalid input for field/attribute body. 'forced_down' is a required property", { field: 'forced_down' });
  const host = binary === 'nova-compute' ? await selectHostByName(db, name) : undefined;
  if (!host) throw new Fault('not-found', `Could not find binary ${binary} on host ${name}.`);
  if (verb === 'force-down') {
    await updateForcedDown(db, host.id, isTrue(forced));
    return { host: name, binary, forced_down: isTrue(forced) };
  }
  await updateEnabled(db, host.id, verb === 'enable', reason ?? null);
  return { host: name, binary, status: verb === 'enable' ? 'enabled' : 'disabled', ...(reason === undefined ? {} : { disabled_reason: reason }) };
}

export async function hostById(db: Db, id: string): Promise<Host> {
  const host = await selectHost(db, id);
  if (!host) throw new Fault('not-found', `Service ${id} not found. Only services of the binary nova-compute can be changed.`, { details: { resource: 'service', id } });
  return host;
}

const isTrue = (value: boolean | string | undefined): boolean => String(value).toLowerCase() === 'true';
