/**
 * A container and a machine through everything that may be asked of a server, side by side: a real region, image service and
 * host-server, real runc and real QEMU. Where a kind cannot do something, its line in the table says so with a code of its own.
 */
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import t from 'tap';
import type { Test } from 'tap';
import WebSocket from 'ws';
import { osVariables, readSecrets } from '../../client/local/env.ts';
import { kinds, lifeLines, walkLines } from '../conformance/verb-walk.ts';
import type { PerKind, ServerAction, WalkKind, WalkLine } from '../conformance/verb-walk.ts';
import { splitDisk, writeVmLayout } from '../kit/disk-chain.ts';
import { execQuery, openProgram } from '../kit/exec-client.ts';
import { startSourceCloud } from '../kit/source-cloud.ts';
import { testVmImage } from '../kit/vm-image.ts';

t.setTimeout(600_000);
// A machine that is asked to stop before it has booted does not hear it.
const world = await startSourceCloud({ SAMPAN_HOST_STOP_TIMEOUT_MS: '3000' });
t.teardown(() => world.close());
const { until } = world;
const demo = world.person('demo');
const admin = world.person('admin');
const ids: PerKind<string> = { container: '', vm: '' };
const images: PerKind<string> = { container: '', vm: '' };
const snapshots: PerKind<string> = { container: '', vm: '' };

const publicKey = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHkX3uzaHHhQBgmcpM4wTCKgpmUUNkqr9jYk0gJmNPvk me@here';
const userData = '#!/bin/sh\necho done >/root/by-user-data\n';
const noted = { metadata: { role: 'walker' }, tags: ['first'], description: 'of the walk' };

const walk = (t: Test, lines: readonly WalkLine[]): Promise<void> => walkLines(t, { settled: async (kind) => (await settled(ids[kind])).status }, lines);
const line = (name: string, ask: WalkLine['ask'], code: WalkLine['code'], status: WalkLine['status'] = 'ACTIVE'): WalkLine => ({ name, ask, code, status });
const act = async (id: string, body: ServerAction, who = demo): Promise<number> => (await who.compute.call('actOnServer', { path: { id }, body })).status;

t.test('a machine is made by the same request as a container, with all that one may ask for, and they reach each other', async (t) => {
  for (const { id, name } of (await demo.image.call('listImages', {})).body.images) {
    if (name === 'busybox') images.container = id;
    if (name === 'demo-vm') images.vm = id;
  }
  const group = await askedFor();
  for (const kind of kinds) ids[kind] = await createWithAll(kind, group);
  const [container, vm] = [await settled(ids.container), await settled(ids.vm)];
  t.same(Object.keys(container).sort(), Object.keys(vm).sort(), 'they are shown with the same keys');
  await ready('vm');
  const address = addressOf(vm);
  const page = await inContainersNetwork(process.execPath, '-e', `fetch('http://${address}/').then(async (page) => console.log(await page.text()))`);
  t.match(page, /Hello from the machine vm/, "the container reads the machine's page");
  const newest = { 'X-OpenStack-Nova-API-Version': '2.79' };
  for (const kind of kinds) {
    const { server } = (await demo.compute.call('getServer', { path: { id: ids[kind] }, headers: newest })).body;
    t.match(server, { ...noted, 'key_name': 'mine', 'config_drive': 'True', 'OS-EXT-AZ:availability_zone': 'nova', 'server_groups': [group], 'security_groups': [{ name: 'walkers' }], 'accessIPv4': '192.0.2.7' }, `what the ${kind} was asked for with is shown`);
    t.equal(await inside(kind, '/bin/cat', '/root/.ssh/authorized_keys'), `${publicKey}\n`, `the key is in the ${kind}`);
    t.equal(await inside(kind, '/bin/cat', '/etc/walk/first'), 'a file', `the file is in the ${kind}`);
    const drive = { container: '/config-drive', vm: '/mnt' }[kind];
    t.match(JSON.parse(await inside(kind, '/bin/cat', `${drive}/openstack/latest/meta_data.json`)), { uuid: ids[kind], meta: noted.metadata, public_keys: { mine: publicKey } }, `the config drive is in the ${kind}`);
    t.equal(await inside(kind, '/bin/cat', `${drive}/openstack/latest/user_data`), userData, `the user data are in the ${kind}`);
  }
  t.equal(await inside('vm', '/bin/cat', '/root/by-user-data'), 'done\n', 'a machine runs its user data');
});

t.test('13.10 a disk that is pushed as a chain of five layers boots from all of them', async (t) => {
  const built = await testVmImage();
  const { folder, sampan, json } = world;
  const files = await splitDisk(built.disk, 5, folder);
  t.equal(files.length, 5);
  await writeVmLayout(files, join(folder, 'layout'));
  const [secrets, registry] = [osVariables(readSecrets(world.cloud), 'demo'), new URL(world.cloud.imageUrl).host];
  const auth = Buffer.from(`${secrets['OS_USERNAME']}:${secrets['OS_PASSWORD']}`).toString('base64');
  await writeFile(join(folder, 'auth.json'), JSON.stringify({ auths: { [registry]: { auth } } }), { mode: 0o600 });
  await promisify(execFile)('skopeo', ['--insecure-policy', 'copy', '--quiet', '--dest-tls-verify=false', '--authfile', join(folder, 'auth.json'), `oci:${join(folder, 'layout')}:disk`, `docker://${registry}/demo/parts:1`]);
  const [kernel, ramdisk] = await Promise.all(['demo-vm-kernel', 'demo-vm-ramdisk'].map(async (name) => (await json<{ id: string }>('demo', 'image', 'show', name)).id));
  await sampan('demo', 'image', 'set', 'demo/parts:1', '--property', `kernel_id=${kernel}`, '--property', `ramdisk_id=${ramdisk}`, '--property', `os_command_line=${built.commandLine}`);
  const layers = await json<{ id: string; parent: string | null; kind: string }[]>('demo', 'image', 'layers', 'demo/parts:1');
  t.same(layers.map(({ kind }) => kind), Array(5).fill('qcow2'));
  t.same(layers.map(({ parent }) => parent), [null, ...layers.slice(0, 4).map(({ id }) => id)]);
  await sampan('demo', 'server', 'create', 'chained', '--image', 'demo/parts:1', '--flavor', 'm1.tiny', '--wait');
  const { id } = await json<{ id: string }>('demo', 'server', 'show', 'chained');
  await until(async () => (await readFile(join(world.cloud.home, 'host/machines/logs', id), 'utf8').catch(() => '')).includes('sampan: ready chained'), 'its first line');
  await sampan('demo', 'server', 'delete', 'chained', '--wait');
});

t.test('what is inside of them', async (t) => {
  const path = (kind: WalkKind) => ({ id: ids[kind] });
  const outputs: PerKind<string> = { container: '', vm: '' };
  await walk(t, [
    line('rename', async (kind) => (await demo.compute.call('updateServer', { path: path(kind), body: { server: { name: `my-${kind}` } } })).status, 200),
    line('exec to its end', async (kind) => {
      const { status, body } = await demo.sampan.call('runExec', { path: path(kind), body: { command: ['/bin/sh', '-c', 'cat; echo err >&2; exit 7'], stdin: Buffer.from('in').toString('base64') } });
      t.match(body, { exit_code: 7, stdout: 'in', stderr: 'err\n' }, `a program in the ${kind}`);
      return status;
    }, 200),
    line('exec on a WebSocket', async (kind) => {
      const program = await openProgram(`${world.cloud.regionUrl}/sampan/v1/servers/${ids[kind]}/exec?${execQuery(['/bin/echo', kind])}`, { 'X-Auth-Token': await demo.token() });
      // A machine's agent begins a program once its input has ended.
      program.order({ eof: true });
      t.same(await program.outcome, { exit_code: 0 });
      t.equal(program.stdout(), `${kind}\n`);
      return 101;
    }, 101),
    line('file in', async (kind) => (await demo.sampan.stream('writeFiles', { path: path(kind), query: { path: '/root/kept', raw: true }, body: Readable.from([Buffer.from(`of ${kind}`)]) })).status, 200),
    line('file out', async (kind) => {
      const answer = await demo.sampan.stream('readFiles', { path: path(kind), query: { path: '/root/kept', raw: true } });
      t.equal(await text(answer.body), `of ${kind}`);
      return answer.status;
    }, 200),
    line('file over the edge', async (kind) => (await demo.sampan.stream('writeFiles', { path: path(kind), query: { path: '/root/../../x', raw: true }, body: Readable.from([Buffer.from('x')]) })).status, 400),
    line('password', (kind) => act(ids[kind], { changePassword: { adminPass: 'S3cret-pass' } }), 202),
    line('password is set', async (kind) => {
      const shadow = await inside(kind, '/bin/grep', '^root:', '/etc/shadow');
      t.match(shadow, /^root:\$6\$/, `${kind}: a hash`);
      return 200;
    }, 200),
    line('console log', async (kind) => {
      const { status, body } = await demo.compute.call('actOnServer', { path: path(kind), body: { 'os-getConsoleOutput': { length: 50 } } });
      outputs[kind] = (body as unknown as { output: string }).output;
      return status;
    }, 200),
    line('serial console', async (kind) => {
      const answer = await demo.compute.call('createRemoteConsole', { path: path(kind), body: { remote_console: { protocol: 'serial', type: 'serial' } }, headers: { 'X-OpenStack-Nova-API-Version': '2.79' } });
      const socket = new WebSocket(answer.body.remote_console.url);
      let screen = '';
      socket.on('message', (data: Buffer) => (screen += data.toString()));
      socket.once('open', () => socket.send('\n'));
      await until(() => Promise.resolve(/# |login: /.test(screen)), `a prompt of the ${kind}`);
      socket.close();
      return answer.status;
    }, 200),
    line('a screen', async (kind) => (await demo.compute.call('actOnServer', { path: path(kind), body: { 'os-getVNCConsole': { type: 'novnc' } } })).status, { container: 409, vm: 200 }),
    line('diagnostics', async (kind) => {
      const { status, body } = await admin.compute.call('getDiagnostics', { path: path(kind), headers: { 'X-OpenStack-Nova-API-Version': '2.79' } });
      t.match(body, { state: 'running', num_nics: 1, nic_details: [{ mac_address: /^fa:16:3e/ }] });
      return status;
    }, 200),
    line('statistics', async (kind) => {
      const { status, body } = await demo.sampan.call('getStats', { path: path(kind) });
      t.ok(body.cpu.time_ns > 0 && body.memory.used_bytes > 0 && (body.network[0]?.rx_bytes ?? 0) > 0, `${kind}: counters count`);
      return status;
    }, 200),
  ]);
  t.match(outputs.vm, /sampan: ready vm/);
});

t.test('an image is made of each, and another server starts from it', async (t) => {
  const boot: PerKind<string> = { container: '', vm: '' };
  const bootOf = { container: {}, vm: { kernel_id: String, ramdisk_id: String, hw_qemu_guest_agent: 'yes', min_disk: 1 } };
  await walk(t, [
    line('create an image', async (kind) => {
      const { status, headers } = await demo.compute.call('actOnServer', { path: { id: ids[kind] }, body: { createImage: { name: `kept-${kind}`, metadata: { role: 'test' } } } });
      snapshots[kind] = String(headers['location']).split('/').at(-1) ?? '';
      return status;
    }, 202),
    line('it is one layer more', async (kind) => {
      const image = (await demo.image.call('getImage', { path: { id: snapshots[kind] } })).body;
      t.match(image, { ...bootOf[kind], status: 'active', image_type: 'snapshot', base_image_ref: images[kind], instance_uuid: ids[kind], role: 'test' }, `of the ${kind}`);
      const layers = async (id: string) => (await demo.image.call('listImageLayers', { path: { id } })).body.layers;
      const [own, base] = [await layers(snapshots[kind]), await layers(images[kind])];
      t.same(own.slice(0, -1).map(({ id }) => id), base.map(({ id }) => id));
      t.ok((own.at(-1)?.size ?? Infinity) < (base[0]?.size ?? 0), 'only what changed travelled');
      return 200;
    }, 200),
    line('an older client finds it behind compute', async (kind) => {
      const path = { image_id: snapshots[kind] };
      await demo.compute.call('mergeComputeImageMetadata', { path, body: { metadata: { seen: 'yes' } } });
      const { status, body } = await demo.compute.call('getComputeImage', { path });
      t.match(body.image, { status: 'ACTIVE', progress: 100, metadata: { role: 'test', seen: 'yes' }, server: { id: ids[kind] } });
      return status;
    }, 200),
    line('boot from it', async (kind) => {
      const { status, body } = await demo.sampan.call('createServers', { body: { name: `copy-${kind}`, image: snapshots[kind], flavor: '84', start: false } });
      boot[kind] = body.servers[0]?.id ?? '';
      t.equal((await settled(boot[kind])).status, 'SHUTOFF', `the ${kind} is left stopped when it is asked so`);
      await act(boot[kind], { 'os-start': null });
      t.equal((await settled(boot[kind])).status, 'ACTIVE');
      t.equal(await until(() => tryInside(boot[kind], '/bin/cat', '/root/kept'), `the copy of the ${kind}`), `of ${kind}`);
      return status;
    }, 202),
    line('a backup', (kind) => act(ids[kind], { createBackup: { name: `one-${kind}`, backup_type: 'daily', rotation: 1 } }), 202),
    line('another, which takes its place', (kind) => act(ids[kind], { createBackup: { name: `two-${kind}`, backup_type: 'daily', rotation: 1 } }), 202),
    line('one backup is left', async (kind) => {
      const backups = async (): Promise<string[]> => (await demo.image.call('listImages', {})).body.images.flatMap(({ name }) => (name === `one-${kind}` || name === `two-${kind}` ? [name] : []));
      await until(async () => !(await backups()).includes(`one-${kind}`), `the older backup of the ${kind} to go`);
      t.same(await backups(), [`two-${kind}`]);
      return 200;
    }, 200),
    line('delete at once', (kind) => act(boot[kind], { forceDelete: null }), 202),
    line('gone', async (kind) => {
      await gone(boot[kind]);
      return (await demo.compute.call('getServer', { path: { id: boot[kind] } })).status;
    }, 404),
  ]);
});

t.test('ports and groups', async (t) => {
  const [network] = (await demo.network.call('listNetworks', { query: {} })).body.networks;
  const own = Object.fromEntries(await Promise.all(kinds.map(async (kind) => [kind, (await demo.network.call('createPorts', { body: { port: { network_id: network?.id ?? '', name: `second-${kind}` } } })).body.port?.id]))) as PerKind<string>;
  await demo.network.call('createSecurityGroups', { body: { security_group: { name: 'extra' } } });
  const boots = async (): Promise<string[]> => Promise.all([containerPid(), inside('vm', '/bin/cat', '/proc/sys/kernel/random/boot_id')]);
  const before = await boots();
  const nics = async (kind: WalkKind): Promise<number> => (await demo.compute.call('listInterfaces', { path: { id: ids[kind] } })).body.interfaceAttachments.length;
  await walk(t, [
    line('add a port', async (kind) => (await demo.compute.call('attachInterface', { path: { id: ids[kind] }, body: { interfaceAttachment: { port_id: own[kind] } } })).status, 200),
    line('it is inside', async (kind) => {
      await until(async () => (await tryInside(ids[kind], '/bin/ls', '/sys/class/net'))?.includes('eth1'), `a second device in the ${kind}`);
      t.equal(await nics(kind), 2);
      return 200;
    }, 200),
    line('add a group', (kind) => act(ids[kind], { addSecurityGroup: { name: 'extra' } }), 202),
    line('add a group that is not', (kind) => act(ids[kind], { addSecurityGroup: { name: 'nobody' } }), 404),
    line('remove the group', (kind) => act(ids[kind], { removeSecurityGroup: { name: 'extra' } }), 202),
    line('remove the port', async (kind) => (await demo.compute.call('detachInterface', { path: { id: ids[kind], port_id: own[kind] } })).status, 202),
    line('it is outside', async (kind) => {
      await until(async () => (await tryInside(ids[kind], '/bin/ls', '/sys/class/net'))?.includes('eth1') === false, `one device in the ${kind}`);
      return 200;
    }, 200),
    line('neither was restarted', async () => {
      t.same(await boots(), before);
      return 200;
    }, 200),
    line('remove it again', async (kind) => (await demo.compute.call('detachInterface', { path: { id: ids[kind], port_id: own[kind] } })).status, 404),
  ]);
});

t.test('floating addresses', async (t) => {
  const wan = (await admin.network.call('createNetworks', { body: { network: { 'name': 'wan', 'router:external': true } } })).body.network?.id ?? '';
  await admin.network.call('createSubnets', { body: { subnet: { network_id: wan, ip_version: 4, cidr: '198.51.100.0/24' } } });
  const router = (await demo.network.call('createRouters', { body: { router: { name: 'edge', external_gateway_info: { network_id: wan } } } })).body.router?.id ?? '';
  const subnet = (await demo.network.call('listSubnets', { query: {} })).body.subnets.find(({ network_id: network }) => network !== wan)?.id ?? '';
  await demo.network.call('addRouterInterface', { path: { id: router }, body: { subnet_id: subnet } });
  const address: PerKind<string> = { container: '', vm: '' };
  const other = { container: 'vm', vm: 'container' } as const;
  await walk(t, [
    line('give it one', async (kind) => {
      const { floating_ip: made } = (await demo.compute.call('createComputeFloatingIp', { body: { pool: 'wan' } })).body;
      address[kind] = made.ip;
      return act(ids[kind], { addFloatingIp: { address: made.ip } });
    }, 202),
    line('it is reached by it', async (kind) => {
      await until(async () => (await tryInside(ids[other[kind]], '/bin/ping', '-c', '1', '-W', '2', address[kind]))?.includes(' 0% packet loss'), `the ${kind} to be reached at ${address[kind]}`);
      const { server } = (await demo.compute.call('getServer', { path: { id: ids[kind] } })).body;
      t.match(JSON.stringify(server.addresses), `"addr":"${address[kind]}"`, `the ${kind} is shown with it`);
      return 200;
    }, 200),
    line('take it away', (kind) => act(ids[kind], { removeFloatingIp: { address: address[kind] } }), 202),
    line('take it away again', (kind) => act(ids[kind], { removeFloatingIp: { address: address[kind] } }), 409),
  ]);
});

t.test('their life', async (t) => {
  const before = { container: addressOf(await settled(ids.container)), vm: addressOf(await settled(ids.vm)) };
  await walk(t, lifeLines({
    act: (kind, action) => act(ids[kind], action),
    images: { first: images, other: snapshots },
    flavors: { own: '84', larger: '1' },
  }));
  for (const kind of kinds) {
    t.equal(addressOf(await settled(ids[kind])), before[kind], `the ${kind} has its address`);
    t.equal(await until(() => tryInside(ids[kind], '/bin/cat', '/root/kept'), `the ${kind} after its rollback`), `of ${kind}`, 'and the root of the image that it was rolled back to');
  }
});

t.test('a rebuild keeps the old root as an image', async (t) => {
  const kept: PerKind<string> = { container: '', vm: '' };
  await walk(t, [
    line('rebuild, and keep', async (kind) => {
      const { status, body } = await demo.sampan.call('rebuildServer', { path: { id: ids[kind] }, body: { image: images[kind], keep_backup: true, backup_name: `old-${kind}` } });
      kept[kind] = body.backup_image_id ?? '';
      return status;
    }, 202),
    line('the root is a fresh one', async (kind) => {
      await ready(kind);
      t.equal(await tryInside(ids[kind], '/bin/ls', '/root/kept'), '', `nothing is left in the ${kind}`);
      return 200;
    }, 200),
    line('the old one is a layer', async (kind) => {
      const { status, body } = await demo.image.call('getImage', { path: { id: kept[kind] } });
      t.match(body, { name: `old-${kind}`, status: 'active', image_type: 'snapshot', base_image_ref: snapshots[kind] });
      const layers = async (id: string) => (await demo.image.call('listImageLayers', { path: { id } })).body.layers.map((layer) => layer.id);
      t.same((await layers(kept[kind])).slice(0, -1), await layers(snapshots[kind]));
      return status;
    }, 200),
  ]);
});

t.test('what happens behind our back', async (t) => {
  await walk(t, [
    line('killed, and looked at', async (kind) => {
      await killed(kind);
      return act(ids[kind], { 'sync-status': null });
    }, 202, 'SHUTOFF'),
    line('it says why', async (kind) => {
      const { status, body } = await demo.sampan.call('getServerView', { path: { id: ids[kind] } });
      t.match(body, { reason: /\w+ \w+/ }, `the ${kind} has a reason`);
      const { events } = (await demo.sampan.call('listEvents', { query: { server_id: ids[kind], limit: 1000 } })).body;
      t.ok(events.some(({ type }) => type === 'server.exited'), `the ${kind} has an event`);
      return status;
    }, 200, 'SHUTOFF'),
    line('repaired', (kind) => act(ids[kind], { 'sync-status': { repair: true } }), 202),
    line('killed, and repaired at once', async (kind) => {
      await killed(kind);
      return act(ids[kind], { 'sync-status': { repair: true } });
    }, 202),
    line('error, by an admin', (kind) => act(ids[kind], { 'os-resetState': { state: 'error' } }, admin), 202, 'ERROR'),
    line('a hard reboot is the way out', (kind) => act(ids[kind], { reboot: { type: 'HARD' } }), 202),
  ]);
});

t.test('they go, also while they are built', async (t) => {
  await walk(t, [
    line('delete two while building', async (kind) => {
      await demo.compute.call('createServer', { body: { server: { name: `half-${kind}`, imageRef: images[kind], flavorRef: '84', min_count: 1, max_count: 2 } } });
      const { servers } = (await demo.compute.call('listServers', { query: { name: `^half-${kind}` } })).body;
      t.same(servers.map(({ name }) => name).sort(), [`half-${kind}-1`, `half-${kind}-2`]);
      const statuses = await Promise.all(servers.map(async ({ id }) => (await demo.compute.call('deleteServer', { path: { id } })).status));
      for (const { id } of servers) await gone(id);
      return Math.max(...statuses);
    }, 204),
  ]);
  for (const kind of kinds) await demo.compute.call('deleteServer', { path: { id: ids[kind] } });
  for (const kind of kinds) await gone(ids[kind]);
  t.same((await demo.compute.call('listServers', {})).body.servers, []);
  const [host] = (await admin.sampan.call('listHosts', {})).body.hosts;
  t.match(host, { servers: 0, claimed: { vcpus: 0, memory_mib: 0, disk_gib: 0 } }, 'nothing is claimed');
});

/** The keypair, the groups of servers and of rules that servers are asked for with; answers the group of servers. */
async function askedFor(): Promise<string> {
  await demo.compute.call('createKeypair', { body: { keypair: { name: 'mine', public_key: publicKey } } });
  const group = (await demo.network.call('createSecurityGroups', { body: { security_group: { name: 'walkers' } } })).body.security_group?.id ?? '';
  await demo.network.call('createSecurityGroupRules', { body: { security_group_rule: { security_group_id: group, direction: 'ingress', remote_group_id: group } } });
  await demo.network.call('createSecurityGroupRules', { body: { security_group_rule: { security_group_id: group, direction: 'ingress', protocol: 'icmp' } } });
  return (await demo.compute.call('createServerGroup', { body: { server_group: { name: 'together', policies: ['affinity'] } } })).body.server_group.id;
}

/** At 2.56, the last version that takes files. */
async function createWithAll(kind: WalkKind, group: string): Promise<string> {
  const { body } = await demo.compute.call('createServer', {
    headers: { 'X-OpenStack-Nova-API-Version': '2.56' },
    body: {
      'server': {
        ...{ name: kind, imageRef: images[kind], flavorRef: '84', networks: 'auto', min_count: 1, max_count: 1 },
        ...{ ...noted, key_name: 'mine', user_data: Buffer.from(userData).toString('base64'), config_drive: true, accessIPv4: '192.0.2.7', availability_zone: 'nova' },
        ...{ security_groups: [{ name: 'walkers' }], personality: [{ path: '/etc/walk/first', contents: Buffer.from('a file').toString('base64') }] },
      },
      'os:scheduler_hints': { group },
    },
  });
  return body.server?.id ?? '';
}

const settled = (id: string) =>
  until(async () => {
    const { server } = (await demo.compute.call('getServer', { path: { id } })).body;
    return server['OS-EXT-STS:task_state'] === null && server.status !== 'BUILD' ? server : false;
  }, `${id} to settle`);

const gone = (id: string) =>
  until(async () => !(await demo.compute.call('listServers', {})).body.servers.some((server) => server.id === id), `${id} to be gone`);

async function inside(kind: WalkKind, ...command: string[]): Promise<string> {
  return (await demo.sampan.call('runExec', { path: { id: ids[kind] }, body: { command } })).body.stdout;
}

/** Undefined while the guest cannot be entered yet. */
const tryInside = (id: string, ...command: string[]): Promise<string | undefined> =>
  demo.sampan.call('runExec', { path: { id }, body: { command } }).then(({ body }) => body.stdout, () => undefined);

const ready = (kind: WalkKind) => until(() => tryInside(ids[kind], '/bin/echo', 'yes'), `the ${kind} to be entered`);

const addressOf = ({ addresses }: { addresses: unknown }): string => /\d+\.\d+\.\d+\.\d+/.exec(JSON.stringify(addresses))?.[0] ?? '';

const containerPid = async (): Promise<string> => (await readFile(join(world.cloud.run, 'host/containers/bundles', ids.container, 'pid'), 'utf8')).trim();

async function inContainersNetwork(...command: string[]): Promise<string> {
  return (await promisify(execFile)('nsenter', ['-t', await containerPid(), '-n', ...command])).stdout;
}

/** Its process ends by a signal that nobody here has sent. */
async function killed(kind: WalkKind): Promise<void> {
  const pid = Number(kind === 'container' ? await containerPid() : await readFile(join(world.cloud.run, 'host/machines/m', ids.vm, 'pid'), 'utf8'));
  process.kill(pid, 'SIGKILL');
  await until(() => promisify(execFile)('ps', ['-o', 'stat=', '-p', String(pid)]).then(({ stdout }) => stdout.startsWith('Z'), () => true), `process ${pid} to end`);
}
