import type { Body, Operation } from '../../../openapi/contracts.ts';
import { Fault } from '../../../openapi/serve/fault.ts';
import { escapePattern, findFlavor, findImage, findNetwork } from '../../sdk/find.ts';
import type { Cloud } from '../../sdk/open-cloud.ts';
import { listAllServers } from '../../sdk/pages.ts';
import { list, record } from '../columns.ts';
import { defineCommand } from '../command.ts';
import { eachOf } from '../each-of.ts';
import { requestIdOf } from '../request-id.ts';
import { wholeServerColumns } from './server-columns.ts';
import { waitOptions } from './wait-options.ts';
import { withWatch } from './watch.ts';
import { readWholeServer } from './whole-server.ts';

type Networks = NonNullable<Body<Operation<'compute', 'createServer'>>['server']['networks']>;

export default defineCommand({
  args: { name: { help: 'the name; with --count the servers are NAME-1, NAME-2 and so on' } },
  options: {
    image: { type: 'string', help: 'name or id; it decides whether it is a container or a VM', required: true },
    flavor: { type: 'string', help: 'name or id', required: true },
    network: { type: 'list', help: 'name or id; may be repeated. `none` for none; default is the project\'s own' },
    count: { type: 'int', min: 1, default: 1, help: 'how many; all or none are accepted' },
    property: { type: 'pairs', help: 'metadata of the server; may be repeated' },
    ...waitOptions,
  },
  output: 'record',
  example: 'server create web --image busybox --flavor m1.micro --wait',
  async run({ args, options, cloud: open, signal, progress }) {
    const cloud = await open();
    const [image, flavor, networks] = await Promise.all([findImage(cloud, options.image), findFlavor(cloud, options.flavor), networksOf(cloud, options.network)]);
    const body = {
      server: {
        name: args.name,
        imageRef: image.id,
        flavorRef: flavor.id,
        metadata: options.property,
        ...(networks === undefined ? {} : { networks }),
        ...(options.count === 1 ? {} : { min_count: options.count, max_count: options.count }),
      },
    };
    const ids = await withWatch({ cloud, options, signal, progress }, async (watch) => {
      const answer = await cloud.compute.call('createServer', { body });
      const requestId = requestIdOf(answer);
      const created = await findCreated(cloud, { first: answer.body.server?.id, name: args.name, count: options.count, requestId });
      await eachOf(created, async (server) => watch?.done({ ...server, requestId }, 'ACTIVE'));
      return created.map(({ id }) => id);
    });
    const servers = await eachOf(ids, (id) => readWholeServer(cloud, id));
    const [only] = servers;
    return only && options.count === 1 ? record(only, wholeServerColumns) : list(servers, wholeServerColumns.filter(({ key }) => briefly.has(key)));
  },
});

const briefly = new Set(['id', 'name', 'status', 'addresses', 'fault', 'created_at']);

async function networksOf(cloud: Cloud, names: readonly string[]): Promise<Networks | undefined> {
  if (names.length === 0) return undefined;
  const [only] = names;
  if (names.length === 1 && (only === 'none' || only === 'auto')) return only;
  return Promise.all(names.map(async (name) => ({ uuid: (await findNetwork(cloud, name)).id })));
}

interface Order {
  first: string | undefined;
  name: string;
  count: number;
  requestId: string;
}

/** Nova's answer names only the first of several; the others are those of the name whose action has the same request. */
async function findCreated(cloud: Cloud, { first, name, count, requestId }: Order): Promise<{ id: string; name: string }[]> {
  if (first === undefined) throw new Fault('bad-gateway', `The order for ${name} was accepted, and the answer names no server. See sampan server list.`);
  if (count === 1) return [{ id: first, name }];
  // Name filters know few patterns, so the numbers are looked at here.
  const like = await listAllServers(cloud, { name: `^${escapePattern(name)}-.*$` });
  const named = like.filter((server) => /^\d+$/.test(server.name.slice(name.length + 1)));
  const own = await eachOf(named, async ({ id, name: itsName }) => {
    if (named.length === count) return [{ id, name: itsName }];
    const { actions } = (await cloud.sampan.call('listActions', { path: { id } })).body;
    return actions.some((action) => action.request_id === requestId) ? [{ id, name: itsName }] : [];
  });
  const numberOf = (text: string): number => Number(/\d+$/.exec(text)?.[0] ?? 0);
  return own.flat().sort((a, b) => numberOf(a.name) - numberOf(b.name));
}
