import type { Body, Operation } from '../../../openapi/contracts.ts';
import { findFlavor, findImage, findNetwork } from '../../sdk/find.ts';
import type { Cloud } from '../../sdk/open-cloud.ts';
import { list, record } from '../columns.ts';
import { defineCommand } from '../command.ts';
import { eachOf } from '../each-of.ts';
import { idempotencyOf } from '../idempotency-of.ts';
import { requestIdOf } from '../request-id.ts';
import { containerOptions, containerOptionsOf } from './container-options.ts';
import { readUserData } from './read-user-data.ts';
import { wholeServerColumns } from './server-columns.ts';
import { waitOptions } from './wait-options.ts';
import { withWatch } from './watch.ts';
import { readWholeServer } from './whole-server.ts';

type NewServers = Body<Operation<'sampan', 'createServers'>>;

export default defineCommand({
  args: { name: { help: 'the name; with --count the servers are NAME-1, NAME-2 and so on' } },
  options: {
    image: { type: 'string', help: 'name or id; it decides whether it is a container or a VM', required: true },
    flavor: { type: 'string', help: 'name or id', required: true },
    network: { type: 'list', help: 'name or id; may be repeated. `none` for none; default is the project\'s own' },
    port: { type: 'list', help: 'id of a port of your own; may be repeated' },
    'security-group': { type: 'list', help: 'name or id; may be repeated' },
    count: { type: 'int', min: 1, default: 1, help: 'how many; all or none are accepted' },
    property: { type: 'pairs', help: 'metadata of the server; may be repeated' },
    tag: { type: 'list', help: 'may be repeated' },
    description: { type: 'string', help: 'a note' },
    key: { type: 'string', help: 'name of a keypair' },
    'user-data': { type: 'string', value: 'file', help: 'what cloud-init is given' },
    'config-drive': { type: 'bool', help: 'give it a config drive' },
    zone: { type: 'string', help: 'availability zone; admins may name a host: zone:host' },
    group: { type: 'string', help: 'id of a server group' },
    'no-start': { type: 'bool', help: 'build it and leave it stopped' },
    'stop-timeout': { type: 'int', min: 0, value: 'seconds', help: 'how long a stop waits for the guest' },
    'idempotency-key': { type: 'string', value: 'key', help: 'a text that is hard to guess; the same command with it again makes nothing twice. Default is SAMPAN_IDEMPOTENCY_KEY' },
    ...containerOptions,
    ...waitOptions,
  },
  output: 'record',
  example: 'server create web --image busybox --flavor m1.micro --wait',
  async run({ args, options, cloud: open, signal, progress, io }) {
    const cloud = await open();
    const [image, flavor, networks, userData] = await Promise.all([
      findImage(cloud, options.image), findFlavor(cloud, options.flavor), networksOf(cloud, options.network, options.port), readUserData(options['user-data'], io.cwd),
    ]);
    const body: NewServers = {
      name: args.name,
      image: image.id,
      flavor: flavor.id,
      count: options.count,
      metadata: options.property,
      ...(networks === undefined ? {} : { networks }),
      ...(options['security-group'].length === 0 ? {} : { security_groups: options['security-group'] }),
      ...(options.tag.length === 0 ? {} : { tags: options.tag }),
      ...(options.description === undefined ? {} : { description: options.description }),
      ...(options.key === undefined ? {} : { key: options.key }),
      ...(userData === undefined ? {} : { user_data: userData }),
      ...(options['config-drive'] ? { config_drive: true } : {}),
      ...(options.zone === undefined ? {} : { zone: options.zone }),
      ...(options.group === undefined ? {} : { group: options.group }),
      ...(options['no-start'] ? { start: false } : {}),
      ...(options['stop-timeout'] === undefined ? {} : { stop_timeout_s: options['stop-timeout'] }),
      ...containerOptionsOf(options),
    };
    const ids = await withWatch({ cloud, options, signal, progress }, async (watch) => {
      const answer = await cloud.sampan.call('createServers', { body, ...idempotencyOf(options, io.env) });
      const requestId = requestIdOf(answer);
      await eachOf(answer.body.servers, async ({ id, name }) => watch?.done({ id, name, requestId }, options['no-start'] ? 'SHUTOFF' : 'ACTIVE'));
      return answer.body.servers.map(({ id }) => id);
    });
    const servers = await eachOf(ids, (id) => readWholeServer(cloud, id));
    const [only] = servers;
    return only && options.count === 1 ? record(only, wholeServerColumns) : list(servers, wholeServerColumns.filter(({ key }) => briefly.has(key)));
  },
});

const briefly = new Set(['id', 'name', 'status', 'addresses', 'fault', 'created_at']);

async function networksOf(cloud: Cloud, names: readonly string[], ports: readonly string[]): Promise<NewServers['networks']> {
  const [only] = names;
  if (ports.length === 0 && names.length === 0) return undefined;
  if (ports.length === 0 && names.length === 1 && (only === 'none' || only === 'auto')) return only;
  const networks = await Promise.all(names.map(async (name) => ({ uuid: (await findNetwork(cloud, name)).id })));
  return [...networks, ...ports.map((port) => ({ port }))];
}
