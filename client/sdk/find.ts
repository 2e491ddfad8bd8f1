/**
 * People name things by id, by the beginning of an id (4 characters or more) or by name. Each finder answers the one
 * thing that is meant. A full id is asked for directly; otherwise a name goes before a beginning of an id, and several
 * that fit are a fault that lists them, never a guess.
 *
 * Throws the faults `not-found` and `bad-request` (ambiguous, with the candidates).
 */
import type { Operation, ReplyBody } from '../../openapi/contracts.ts';
import { Fault, isFault } from '../../openapi/serve/fault.ts';
import type { Cloud } from './open-cloud.ts';
import { listAllImages, listAllServers } from './pages.ts';
import type { Image, Server } from './pages.ts';

export type Flavor = ReplyBody<Operation<'compute', 'getFlavor'>>['flavor'];
export type Network = ReplyBody<Operation<'network', 'getNetwork'>>['network'];
export type Port = ReplyBody<Operation<'network', 'getPort'>>['port'];
export type Host = ReplyBody<Operation<'sampan', 'getHostView'>>;
export type Project = ReplyBody<Operation<'identity', 'getProject'>>['project'];
export type User = ReplyBody<Operation<'identity', 'getUser'>>['user'];
export type Role = ReplyBody<Operation<'identity', 'getRole'>>['role'];

export const findServer = (cloud: Cloud, text: string): Promise<Server> =>
  find('server', text, {
    byId: async (id) => (await cloud.compute.call('getServer', { path: { id } })).body.server,
    byName: (name) => listAllServers(cloud, { name: `^${escapePattern(name)}$` }),
    all: () => listAllServers(cloud),
  });

export const findImage = (cloud: Cloud, text: string): Promise<Image> =>
  find('image', text, {
    byId: async (id) => (await cloud.image.call('getImage', { path: { id } })).body,
    byName: (name) => listAllImages(cloud, { name }),
    all: () => listAllImages(cloud),
  });

/** Flavor ids may be any text, so only the list tells what is one. */
export const findFlavor = (cloud: Cloud, text: string): Promise<Flavor> =>
  find('flavor', text, { all: async () => (await cloud.compute.call('listFlavorsDetail', { query: { is_public: 'None' } })).body.flavors });

export const findNetwork = (cloud: Cloud, text: string): Promise<Network & Named> =>
  find('network', text, { all: async () => (await cloud.network.call('listNetworks')).body.networks.map(named) });

export const findPort = (cloud: Cloud, text: string): Promise<Port & Named> =>
  find('port', text, { all: async () => (await cloud.network.call('listPorts')).body.ports.map(named) });

export const findHost = (cloud: Cloud, text: string): Promise<Host> =>
  find('host', text, { all: async () => (await cloud.sampan.call('listHosts')).body.hosts });

/** One's own project is found without the right to list all of them. */
export const findProject = (cloud: Cloud, text: string): Promise<Project> =>
  find('project', text, {
    byId: async (id) => (await cloud.identity.call('getProject', { path: { id } })).body.project,
    byName: async (name) => {
      const own = (await cloud.auth()).body.project;
      if (own?.id !== undefined && own.name === name) return [(await cloud.identity.call('getProject', { path: { id: own.id } })).body.project];
      return (await cloud.identity.call('listProjects', { query: { name } })).body.projects;
    },
    all: async () => (await cloud.identity.call('listProjects')).body.projects,
  });

export const findUser = (cloud: Cloud, text: string): Promise<User> =>
  find('user', text, {
    byId: async (id) => (await cloud.identity.call('getUser', { path: { id } })).body.user,
    byName: async (name) => {
      const own = (await cloud.auth()).body.user;
      if (own.name === name) return [(await cloud.identity.call('getUser', { path: { id: own.id } })).body.user];
      return (await cloud.identity.call('listUsers', { query: { name } })).body.users;
    },
    all: async () => (await cloud.identity.call('listUsers')).body.users,
  });

export const findRole = (cloud: Cloud, text: string): Promise<Role> =>
  find('role', text, { all: async () => (await cloud.identity.call('listRoles')).body.roles });

export interface Named {
  id: string;
  name?: string | null;
}

export interface Lookups<Item extends Named> {
  byId?: (id: string) => Promise<Item>;
  byName?: (name: string) => Promise<Item[]>;
  all: () => Promise<Item[]>;
}

const leastPrefix = 4;

/** For finders of other things; `byId` and `byName` save asking for all. */
export async function find<Item extends Named>(what: string, text: string, lookups: Lookups<Item>): Promise<Item> {
  if (text === '') throw new Fault('bad-request', `A ${what} without a name or id was asked for.`);
  if (lookups.byId && /^[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}$/i.test(text)) {
    const found = await lookups.byId(text).catch((error: unknown) => {
      if (isFault(error) && error.status === 404) return undefined; // It may still be somebody's name.
      throw error;
    });
    if (found) return found;
  }
  const named = lookups.byName ? (await lookups.byName(text)).filter(({ name }) => name === text) : [];
  if (named.length > 0) return theOnly(what, text, named);
  return pickByText(what, text, await lookups.all());
}

/** Chooses from a list by id, then by name, then by a beginning of an id. */
export function pickByText<Item extends Named>(what: string, text: string, items: readonly Item[]): Item {
  const lower = text.toLowerCase();
  const rules: ((item: Item) => boolean)[] = [
    ({ id }) => id.toLowerCase() === lower,
    ({ name }) => name === text,
    ({ id }) => text.length >= leastPrefix && id.toLowerCase().startsWith(lower),
  ];
  for (const rule of rules) {
    const fitting = items.filter(rule);
    if (fitting.length > 0) return theOnly(what, text, fitting);
  }
  throw new Fault('not-found', `No ${what} found with the name or id ${text}.`, {
    details: { resource: what, reason: `none of the ${items.length} that this project can see has it`, suggestion: `see sampan ${what} list.` },
  });
}

function theOnly<Item extends Named>(what: string, text: string, fitting: Item[]): Item {
  const [first] = fitting;
  if (first && fitting.length === 1) return first;
  const shown = fitting.slice(0, 10).map(({ id, name }) => `${id} (${name ?? 'no name'})`);
  throw new Fault('bad-request', `More than one ${what} fits ${text}: ${shown.join(', ')}${fitting.length > 10 ? ', …' : ''}.`, {
    details: { reason: `${fitting.length} have that name or begin of id`, suggestion: 'give the id of the one that is meant.' },
  });
}

const named = <Item extends { id?: string }>(item: Item): Item & Named => ({ ...item, id: item.id ?? '' });

/** A text as a regular expression that fits only it, for name filters. */
export const escapePattern = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
