import type { Trx } from '../../openapi/serve/db.ts';
import { Fault } from '../../openapi/serve/fault.ts';
import type { Ambient } from '../ambient.ts';
import { holdLock } from '../db/advisory-lock.ts';
import { lowestFree, planSubnet } from './ipam.ts';
import { insertNetwork, insertSubnet, selectOwnNetwork, selectSegments } from './network-store.ts';
import type { Network } from './network-store.ts';

export interface NetworkSettings {
  /** Subnets are cut from this, one a network. */
  poolCidr: string;
  prefixLength: number;
  mtu: number;
  nameservers: readonly string[];
}

/**
 * The project's own network, made now if it has none. Making one is serialised in the region, so that two first servers
 * of a project share it and two projects never get one segment or subnet.
 */
export async function projectNetwork(
  trx: Trx,
  project: { id: string; name: string },
  { ambient, settings }: { ambient: Ambient; settings: NetworkSettings },
): Promise<Network> {
  const existing = await selectOwnNetwork(trx, project.id);
  if (existing) return existing;
  await holdLock(trx, 'network-segments');
  const madeMeanwhile = await selectOwnNetwork(trx, project.id);
  if (madeMeanwhile) return madeMeanwhile;

  const segment = lowestFree(await selectSegments(trx), 1, maxSegment);
  const plan = segment === undefined ? undefined : planSubnet(settings.poolCidr, settings.prefixLength, segment - 1);
  if (segment === undefined || !plan) {
    throw new Fault('conflict', `Cannot make a network for project ${project.name}: the pool ${settings.poolCidr} has no free /${settings.prefixLength} left. Ask an operator to widen it.`);
  }
  const at = ambient.now().toISOString();
  const network: Network = { id: ambient.uuid(), projectId: project.id, name: project.name, segment, mtu: settings.mtu, createdAt: at, updatedAt: at, revision: 1 };
  await insertNetwork(trx, network, project.id);
  await insertSubnet(trx, {
    id: ambient.uuid(),
    networkId: network.id,
    projectId: project.id,
    name: project.name,
    ...plan,
    nameservers: [...settings.nameservers],
    createdAt: at,
    updatedAt: at,
    revision: 1,
  });
  return network;
}

// A VNI has 24 bits (RFC 7348, section 5).
const maxSegment = 0xffffff;
