import type { Body, Operation } from '../../../openapi/contracts.ts';
import { findFlavor, findImage, findNetwork } from '../../sdk/find.ts';
import { record } from '../columns.ts';
import { defineCommand } from '../command.ts';
import { UsageError } from '../errors.ts';
import { idempotencyOf } from '../idempotency-of.ts';
import { waitOptions } from '../server/wait-options.ts';
import { containersOf, readContainers } from './container-options.ts';
import { untilReady } from './until-ready.ts';
import { wholeSetColumns } from './set-columns.ts';

type NewSet = Body<Operation<'sampan', 'createSet'>>;

export default defineCommand({
  args: { name: { help: 'the name; instances are NAME-1, NAME-2 and so on' } },
  options: {
    flavor: { type: 'string', help: 'name or id; the size of an instance with all of its containers', required: true },
    container: { type: 'list', value: 'name=image [command]', help: 'a container; in the order in which they start' },
    env: { type: 'list', value: 'container:name=value', help: 'a variable of a container\'s environment; may be repeated' },
    mount: { type: 'list', value: 'container:volume:/path[:ro]', help: 'a volume that the containers of an instance share; may be repeated' },
    file: { type: 'string', help: 'containers as the API takes them, in YAML or JSON, in place of --container' },
    replicas: { type: 'int', min: 0, default: 1, help: 'how many instances; all or none are accepted' },
    network: { type: 'list', help: 'name or id; may be repeated. Default is the project\'s own' },
    'security-group': { type: 'list', help: 'name or id; may be repeated' },
    property: { type: 'pairs', help: 'metadata of the servers; may be repeated' },
    zone: { type: 'string', help: 'availability zone; admins may name a host: zone:host' },
    group: { type: 'string', help: 'id of a server group, which may keep instances apart' },
    'stop-timeout': { type: 'int', min: 0, value: 'seconds', help: 'how long a stop waits for the containers of an instance' },
    'idempotency-key': { type: 'string', value: 'key', help: 'a text that is hard to guess; the same command with it again makes nothing twice. Default is SAMPAN_IDEMPOTENCY_KEY' },
    ...waitOptions,
  },
  output: 'record',
  example: "set create web --flavor m1.micro --container 'app=app:1' --container 'agent=busybox httpd -f -p 9000' --mount app:logs:/var/log --mount agent:logs:/www:ro --wait",
  async run({ args, options, cloud: open, signal, progress, io }) {
    if ((options.file === undefined) === (options.container.length === 0)) throw new UsageError('Name containers by --container, or by --file, and not by both.');
    const given = options.file === undefined ? containersOf(options) : await readContainers(options.file, io.cwd);
    const cloud = await open();
    const containers = await Promise.all(given.map(async (container) => ({ ...container, image: (await findImage(cloud, container.image)).id })));
    const networks = await Promise.all(options.network.map(async (name) => (await findNetwork(cloud, name)).id));
    const body: NewSet = {
      ...{ name: args.name, flavor: (await findFlavor(cloud, options.flavor)).id, replicas: options.replicas, metadata: options.property, containers },
      ...(networks.length === 0 ? {} : { networks }),
      ...(options['security-group'].length === 0 ? {} : { security_groups: options['security-group'] }),
      ...(options.zone === undefined ? {} : { zone: options.zone }),
      ...(options.group === undefined ? {} : { group: options.group }),
      ...(options['stop-timeout'] === undefined ? {} : { stop_timeout_s: options['stop-timeout'] }),
    };
    const { body: made } = await cloud.sampan.call('createSet', { body, ...idempotencyOf(options, io.env) });
    return record(await untilReady(made, { cloud, options, signal, progress }), wholeSetColumns);
  },
});
