/** Which networks and ports a new server is put on, and the making of these ports: what Nova asks of Neutron. */
import type { Trx } from '../../openapi/serve/db.ts';
import { badRequest, conflict } from '../../openapi/serve/fault.ts';
import type { AuthContext } from '../../openapi/serve/handler.ts';
import type { Ambient } from '../ambient.ts';
import { makePort } from './allocate-ports.ts';
import { selectGroupsNamed } from './group-store.ts';
import { touchMaps } from './maps/touch-maps.ts';
import { isTrusted } from './network-parts.ts';
import { selectNetwork, selectUsableNetworks } from './network-store.ts';
import type { Network } from './network-store.ts';
import { holdPort, updatePort } from './port-store.ts';
import type { Port } from './port-store.ts';
import { projectNetwork } from './project-network.ts';
import type { NetworkSettings } from './project-network.ts';
import { selectSubnetsOf } from './subnet-store.ts';

export interface NetworkWish {
  uuid?: string | undefined;
  port?: string | null | undefined;
  fixed_ip?: string | undefined;
}

export type Choice = { network: Network; fixedIp?: string } | { port: Port };

export interface ChooseRequest {
  auth: AuthContext;
  /** `auto` and an empty list mean the project's only network, and its own one, made now, where there is none. */
  networks: readonly NetworkWish[] | 'auto' | 'none' | undefined;
  /** How many servers: a port or an address is for one. */
  count: number;
}

export async function chooseNetworks(trx: Trx, { auth, networks, count }: ChooseRequest, deps: { ambient: Ambient; settings: NetworkSettings }): Promise<Choice[]> {
  if (networks === 'none') return [];
  if (networks === undefined || networks === 'auto' || networks.length === 0) return [{ network: await onlyNetwork(trx, auth, networks === 'auto', deps) }];
  const choices: Choice[] = [];
  for (const wish of networks) {
    if (count > 1 && (typeof wish.port === 'string' || wish.fixed_ip !== undefined)) throw badRequest('Invalid fixed IP or port: it cannot be given to several servers; leave it out, or ask for one server.');
    if (typeof wish.port === 'string') choices.push({ port: await freePort(trx, wish.port, auth) });
    else if (wish.uuid === undefined) throw badRequest("Bad networks format: each network needs a 'uuid' or a 'port'.");
    else choices.push({ network: await usableNetwork(trx, wish.uuid, auth), ...(wish.fixed_ip === undefined ? {} : { fixedIp: wish.fixed_ip }) });
  }
  return choices;
}

export interface ServerForPorts {
  id: string;
  projectId: string;
  hostId: string;
  hostname: string;
  availabilityZone: string;
}

/** Makes a port for each of a server's networks, and takes the ports that are its user's. Groups are for the ports made here. */
export async function attachServer(trx: Trx, server: ServerForPorts, choices: readonly Choice[], groupIds: readonly string[] | undefined, ambient: Ambient): Promise<void> {
  for (const choice of choices) {
    if ('port' in choice) await bindPort(trx, choice.port, server, ambient);
    else await makeServerPort(trx, server, choice, groupIds, ambient);
  }
}

export async function makeServerPort(trx: Trx, server: ServerForPorts, { network, fixedIp }: { network: Network; fixedIp?: string | undefined }, groupIds: readonly string[] | undefined, ambient: Ambient): Promise<Port> {
  const secured = network.portSecurity;
  if (!secured && groupIds !== undefined && groupIds.length > 0) throw badRequest('Network requires port_security_enabled and subnet associated in order to apply security groups.');
  return makePort(
    trx,
    {
      network, projectId: server.projectId, deviceId: server.id, deviceOwner: ownerOf(server), hostId: server.hostId, dnsName: server.hostname, madeForServer: true, groupIds: secured ? groupIds : [],
      asked: fixedIp === undefined ? undefined : [{ ip_address: fixedIp }],
    },
    ambient,
  );
}

/** A user's port becomes the server's; it stays when the server goes. */
export async function bindPort(trx: Trx, port: Port, server: ServerForPorts, ambient: Ambient): Promise<void> {
  const at = ambient.now().toISOString();
  await updatePort(trx, port.id, { deviceId: server.id, deviceOwner: ownerOf(server), hostId: server.hostId, ...(port.dnsName === '' ? { dnsName: server.hostname } : {}) }, at);
  await touchMaps(trx, { networkIds: [port.networkId], groupIds: [] });
}

const ownerOf = ({ availabilityZone }: ServerForPorts): string => `compute:${availabilityZone}`;

/** The ids of a project's groups that are named by name or id; undefined for none named, or only the default one, which need not be there yet. */
export async function groupsNamed(trx: Trx, projectId: string, named: readonly { name?: string }[] | undefined): Promise<string[] | undefined> {
  const words = [...new Set((named ?? []).flatMap(({ name }) => name ?? []))].filter((word) => word !== 'default');
  if (words.length === 0) return undefined;
  const groups = await selectGroupsNamed(trx, projectId, [...words, ...(named?.some(({ name }) => name === 'default') ? ['default'] : [])]);
  for (const word of words) {
    const found = groups.filter(({ id, name }) => id === word || name === word);
    if (found.length === 0) throw badRequest(`Security group ${word} not found for project ${projectId}: list security groups to see those that there are.`);
    if (found.length > 1 && !found.some(({ id }) => id === word)) throw conflict(`Multiple security groups found matching '${word}'. Use an ID to be more specific.`);
  }
  return [...new Set(groups.map(({ id }) => id))];
}

async function onlyNetwork(trx: Trx, auth: AuthContext, isAuto: boolean, { ambient, settings }: { ambient: Ambient; settings: NetworkSettings }): Promise<Network> {
  const projectId = auth.projectId ?? '';
  const usable = await selectUsableNetworks(trx, projectId);
  const own = usable.filter((network) => network.projectId === projectId);
  const [first, ...others] = own.length > 0 && isAuto ? own : usable;
  if (!first) return projectNetwork(trx, { id: projectId, name: auth.projectName ?? 'default' }, { ambient, settings });
  if (others.length > 0) throw conflict('Multiple possible networks found, use a Network ID to be more specific.', { networks: [first, ...others].map(({ id, name }) => ({ id, name })) });
  return first;
}

export async function usableNetwork(trx: Trx, id: string, auth: AuthContext): Promise<Network> {
  const network = await selectNetwork(trx, id);
  const mayUse = network && (network.projectId === auth.projectId || network.shared || isTrusted(auth));
  if (!network || (!mayUse && !network.external)) throw badRequest(`Network ${id} could not be found: list networks to see those of your project.`);
  if (!mayUse) throw badRequest(`It is not allowed to create an interface on external network ${id}: use a floating address, or a network that is shared.`);
  if ((await selectSubnetsOf(trx, [id])).length === 0) throw badRequest(`Network ${id} requires a subnet in order to boot instances on: create one.`);
  return network;
}

/** A port that the caller may give to a server, held until the transaction ends. */
export async function freePort(trx: Trx, id: string, auth: AuthContext): Promise<Port> {
  const port = await holdPort(trx, id);
  if (!port || !(port.projectId === auth.projectId || isTrusted(auth))) throw badRequest(`Port ${id} could not be found: list ports to see those of your project.`);
  if (port.deviceId !== '') throw conflict(`Port ${id} is still in use by ${port.deviceId}.`, { port_id: id });
  return port;
}
