/**
 * The whole cloud of one machine as its user meets it: the built launcher and client, three service processes, runc,
 * Open vSwitch. It lives beside whatever runs here, in folders, ports and a bridge of its own.
 */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, createReadStream, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import t from 'tap';
import { openCloud } from '../../client/sdk/open-cloud.ts';
import { demoImage } from '../../client/local/demo-image.ts';
import { cloudTraces, openDescriptors, tracesBeside } from '../kit/cloud-traces.ts';
import { freePortRange } from '../kit/free-ports.ts';
import { leftovers, machineState } from '../kit/leftovers.ts';
import { cycleServers } from '../kit/server-cycles.ts';

const exec = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), 'sampan-cloud-'));
// Containers run as users of their own and must be able to walk to their roots.
chmodSync(folder, 0o711);
const port = await freePortRange(3);
const env: NodeJS.ProcessEnv = {
  ...process.env,
  SAMPAN_HOME: join(folder, 'home'),
  SAMPAN_RUN: join(folder, 'run'),
  SAMPAN_PORT: String(port),
  SAMPAN_NAME: `t${port}`,
  // Addresses that no other cloud on the machine has: the machine reaches them by a route.
  SAMPAN_NETWORK_POOL: `10.${192 + (port % 60)}.0.0/16`,
  XDG_CACHE_HOME: join(folder, 'cache'),
  HOME: folder,
};
const before = await machineState();
t.setTimeout(600_000);
t.teardown(async () => {
  await sampan(['down', '--purge'], 300_000);
  rmSync(folder, { recursive: true, force: true });
});

let demo: NodeJS.ProcessEnv = env;
let admin: NodeJS.ProcessEnv = env;

t.test('up ends with a server that was pinged, and may be run again', async (t) => {
  const first = await sampan(['up'], 300_000);
  t.equal(first.code, 0, 'up succeeds');
  t.match(first.stdout, /ping \d+\.\d+\.\d+\.\d+ … [\d.]+ s/, 'a server was pinged');
  t.notMatch(first.stdout, /only from its gateway/, 'by its plain address');
  const again = await sampan(['up'], 120_000);
  t.equal(again.code, 0, 'up succeeds again');
  t.match(again.stdout, /server "web" … already there/, 'and makes nothing twice');
  demo = { ...env, ...(await exportsOf('demo')) };
  admin = { ...env, ...(await exportsOf('admin')) };
  t.equal(statSync(join(folder, 'home/region/secrets.json')).mode & 0o777, 0o600, 'secrets may be read by root only');
});

t.test('two servers reach each other by address, and keep it over stop and start', async (t) => {
  t.equal((await sampan(['server', 'create', 'web2', '--image', 'busybox', '--flavor', 'm1.micro', '--wait'], 60_000, demo)).code, 0);
  const [first, second] = [await address('web'), await address('web2')];
  t.not(first, second);
  t.ok(await pingFrom('web', second), 'web reaches web2');
  t.ok(await pingFrom('web2', first), 'web2 reaches web');
  t.match(await insideUntil('web', ['nslookup', 'web2'], second), `Address: ${second}`, 'and finds it by its name');
  t.equal(await insideUntil('web2', ['wget', '-qO-', 'http://169.254.169.254/latest/meta-data/local-ipv4'], second), second, 'a server is told of itself');
  t.equal((await sampan(['server', 'stop', 'web2', '--wait'], 60_000, demo)).code, 0);
  t.equal((await show('web2')).status, 'SHUTOFF');
  t.notOk(await pingFrom('web', second), 'a stopped server does not answer');
  t.equal((await sampan(['server', 'start', 'web2', '--wait'], 60_000, demo)).code, 0);
  t.equal(await address('web2'), second, 'the address is the same');
  t.ok(await pingFrom('web', second), 'and answers again');
  t.equal((await sampan(['server', 'reboot', 'web2', '--wait'], 60_000, demo)).code, 0);
  t.ok(await pingFrom('web', second), 'also after a reboot');
});

t.test('a trace says whether one server reaches another, and the switches agree', async (t) => {
  const open = await json<Trace>(['network', 'trace', 'web', 'web2', '--tcp', '80']);
  t.match(open, { verdict: 'reaches', decided_by: { kind: 'security_group_rule' }, protocol: 'tcp 80', agrees: true, checks: [{ verdict: 'delivered' }] });
  const rules = await json<{ id: string }[]>(['security', 'group', 'rule', 'list', 'default']);
  t.ok(rules.some(({ id }) => id === open.decided_by.id), 'by a rule of the default group');
  t.match(await json<Trace>(['network', 'trace', 'web', '198.51.100.1', '--icmp']), { verdict: 'blocked', decided_by: { kind: 'no_route' }, agrees: true });
  t.match(await json<Trace>(['network', 'trace', await address('web2'), 'web', '--from-address', '10.254.0.1', '--udp', '53']), { verdict: 'blocked', decided_by: { kind: 'port_security' }, agrees: true });
  t.match((await sampan(['network', 'trace', 'web', 'web2'], 30_000, demo)).stdout, /verdict +\| reaches/);
});

t.test("an image's layers name their parents", async (t) => {
  const layers = await json<{ id: string; parent: string | null }[]>(['image', 'layers', 'busybox']);
  t.equal(layers.length, 2);
  t.equal(layers[0]?.parent, null);
  t.equal(layers[1]?.parent, layers[0]?.id);
});

t.test('13.1 what skopeo pushes is at once an image, and boots by its name and tag', async (t) => {
  const archive = join(folder, 'pushed.tar');
  writeFileSync(archive, await demoImage());
  const registry = `127.0.0.1:${port + 1}`;
  const authFile = join(folder, 'registry-auth.json');
  const login = Buffer.from(`${demo['OS_USERNAME']}:${demo['OS_PASSWORD']}`).toString('base64');
  writeFileSync(authFile, JSON.stringify({ auths: { [registry]: { auth: login } } }), { mode: 0o600 });
  await exec('skopeo', ['copy', '--insecure-policy', '--dest-tls-verify=false', '--authfile', authFile, `oci-archive:${archive}`, `docker://${registry}/demo/app:1`], { timeout: 60_000 });
  t.equal((await sampan(['server', 'create', 'pushed', '--image', 'demo/app:1', '--flavor', 'm1.nano', '--wait'], 60_000, demo)).code, 0);
  t.equal((await show('pushed')).status, 'ACTIVE');
  t.ok(await pingFrom('web', await address('pushed')));
  t.equal((await sampan(['server', 'delete', 'pushed', '--wait'], 60_000, demo)).code, 0);
});

t.test('the operator logs in by ssh at a server\'s plain address, with the key that the cloud put there', async (t) => {
  const keyFile = join(folder, 'ssh.pem');
  t.equal((await sampan(['keypair', 'create', 'ssh', '--private-key', keyFile], 30_000, demo)).code, 0);
  t.equal((await sampan(['server', 'create', 'ssh', '--image', 'busybox', '--flavor', 'm1.micro', '--key', 'ssh', '--wait'], 60_000, demo)).code, 0);
  // A real sshd, with the libraries that it is linked to.
  const { stdout: linked } = await exec('ldd', ['/usr/sbin/dropbear']);
  const files = ['/usr/sbin/dropbear', ...[...linked.matchAll(/(\/\S+) \(/g)].map(([, path = '']) => path)];
  const archive = join(folder, 'sshd.tar');
  await exec('tar', ['-chPf', archive, ...files]);
  const unpacked = execFile('./sampan', ['server', 'exec', '-i', 'ssh', '--', 'tar', '-xf', '-', '-C', '/'], { env: demo, timeout: 60_000 });
  createReadStream(archive).pipe(unpacked.stdin as NodeJS.WritableStream);
  t.same(await once(unpacked, 'close'), [0, null]);
  t.equal((await sampan(['server', 'exec', 'ssh', '--', 'sh', '-c', 'mkdir -p /etc/dropbear && dropbear -R -s -p 22'], 30_000, demo)).code, 0);
  const options = ['BatchMode=yes', 'ConnectTimeout=20', 'StrictHostKeyChecking=no', `UserKnownHostsFile=${join(folder, 'known')}`].flatMap((option) => ['-o', option]);
  const ssh = await exec('ssh', [...options, '-i', keyFile, `root@${await address('ssh')}`, 'hostname; whoami'], { timeout: 60_000 });
  t.equal(ssh.stdout, 'ssh\nroot\n');
  t.equal((await sampan(['server', 'delete', 'ssh', '--wait'], 60_000, demo)).code, 0);
});

t.test('the stock openstack client works with the same exports', async (t) => {
  const list = JSON.parse((await exec('openstack', ['server', 'list', '-f', 'json'], { env: demo, timeout: 60_000 })).stdout) as { Name: string; Status: string }[];
  t.strictSame(list.map((row) => [row.Name, row.Status]).sort(), [['web', 'ACTIVE'], ['web2', 'ACTIVE']]);
});

for (const service of ['region', 'image-service', 'host-server']) {
  t.test(`a server outlives kill -9 of the ${service}, and is managed again after a restart`, async (t) => {
    const target = await address('web2');
    const pid = guestPid((await show('web2')).id);
    process.kill(servicePid(service), 'SIGKILL');
    t.ok(await pingFrom('web', target), 'it answers while the service is away');
    const up = await sampan(['up', '--no-demo'], 120_000);
    t.equal(up.code, 0, 'the service is started again');
    t.ok(await pingFrom('web', target), 'it still answers');
    t.equal(guestPid((await show('web2')).id), pid, 'it is the same process');
    t.equal((await sampan(['server', 'stop', 'web2', '--wait'], 60_000, demo)).code, 0, 'and it obeys');
    t.equal((await sampan(['server', 'start', 'web2', '--wait'], 60_000, demo)).code, 0);
    t.ok(await pingFrom('web', target));
  });
}

t.test('up starts a service of an older build again, and a first server that was stopped', async (t) => {
  const pid = servicePid('image-service');
  const record = join(folder, 'run/pids/image-service');
  writeFileSync(record, readFileSync(record, 'utf8').replace(/\S+\n$/, 'an-older-build\n'));
  t.equal((await sampan(['server', 'stop', 'web', '--wait'], 60_000, demo)).code, 0);
  const up = await sampan(['up'], 120_000);
  t.equal(up.code, 0);
  t.match(up.stdout, /region … already there\nimage service … [\d.]+ s/);
  t.not(servicePid('image-service'), pid);
  t.equal((await show('web')).status, 'ACTIVE');
});

t.test('a crowd of servers that come and go leaves nothing: no namespace, mount, device, group, port, flow, file, process or row', async (t) => {
  const place = { home: join(folder, 'home'), run: join(folder, 'run'), name: `t${port}` };
  const cloud = await openCloud({ env: demo });
  t.teardown(() => cloud.close());
  const traces = await cloudTraces(place);
  const descriptors = openDescriptors(place);
  await cycleServers(cloud, { image: 'busybox', flavor: 'm1.micro', cycles: 60, width: 4 });
  t.strictSame(await tracesBeside(place, traces), []);
  for (const [service, count] of Object.entries(openDescriptors(place))) t.ok(count < (descriptors[service] ?? 0) + 40, `${service} has not gained a descriptor with each`);
});

t.test('a deleted server is gone, and another project never saw it', async (t) => {
  const id = (await show('web2')).id;
  t.equal((await sampan(['server', 'show', id, '-f', 'json'], 30_000, admin)).code === 0, true, 'an admin sees it');
  t.equal((await sampan(['server', 'delete', 'web2', '--wait'], 60_000, demo)).code, 0);
  t.equal((await sampan(['server', 'show', id], 30_000, demo)).code, 3, 'exit code 3: not found');
});

t.test('no secret stands in a log or a process list', async (t) => {
  const secrets = JSON.parse(readFileSync(join(folder, 'home/region/secrets.json'), 'utf8')) as Record<string, { password?: string }>;
  const passwords = Object.values(secrets).flatMap((each) => (typeof each?.password === 'string' ? [each.password] : []));
  t.ok(passwords.length >= 2);
  const texts = ['region', 'image-service', 'host-server'].map((name) => readFileSync(join(folder, 'home/log', `${name}.log`), 'utf8'));
  const processes = (await exec('ps', ['axww', '-o', 'args'])).stdout;
  for (const password of passwords) t.notOk([...texts, processes].some((text) => text.includes(password)), 'not found');
});

t.test('down --purge leaves nothing', async (t) => {
  t.equal((await sampan(['down', '--purge'], 300_000)).code, 0);
  t.strictSame(await leftovers(before), []);
  t.throws(() => statSync(join(folder, 'home')), { code: 'ENOENT' });
  t.throws(() => statSync(join(folder, 'run')), { code: 'ENOENT' });
});

async function sampan(args: string[], timeout: number, environment = env): Promise<{ code: number; stdout: string; stderr: string }> {
  const result = await exec('./sampan', args, { env: environment, timeout }).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    (error: { code?: number; stdout?: string; stderr?: string }) => ({ code: error.code ?? 1, stdout: error.stdout ?? '', stderr: error.stderr ?? String(error) }),
  );
  if (result.code !== 0) t.comment(`sampan ${args.join(' ')}: ${result.stdout}${result.stderr}`);
  return result;
}

async function json<T>(args: string[]): Promise<T> {
  return JSON.parse((await sampan([...args, '-f', 'json'], 30_000, demo)).stdout) as T;
}

interface Trace {
  verdict: string;
  decided_by: { kind: string; id?: string };
}

const show = (name: string) => json<{ id: string; status: string; addresses: unknown }>(['server', 'show', name]);

async function address(name: string): Promise<string> {
  return /\d+\.\d+\.\d+\.\d+/.exec(JSON.stringify((await show(name)).addresses))?.[0] ?? '';
}

async function exportsOf(who: string): Promise<Record<string, string>> {
  const { stdout } = await sampan(['env', who], 10_000);
  return Object.fromEntries([...stdout.matchAll(/^export (\w+)='(.*)'$/gm)].map((match) => [match[1], match[2]]));
}

/** The first process of a container, as the machine sees it. */
function guestPid(serverId: string): number {
  return Number(readFileSync(join(folder, 'run/host/containers/bundles', serverId, 'pid'), 'utf8'));
}

function servicePid(service: string): number {
  return Number(readFileSync(join(folder, 'run/pids', service), 'utf8').split(' ')[0]);
}

async function pingFrom(name: string, target: string): Promise<boolean> {
  const pid = guestPid((await serverIdEvenWhenAway(name)));
  for (let tries = 0; tries < 3; tries += 1) {
    const reached = await exec('nsenter', [`--net=/proc/${pid}/ns/net`, 'ping', '-c', '1', '-W', '1', target]).then(() => true, () => false);
    if (reached) return true;
    await sleep(100);
  }
  return false;
}

/** What a program inside says, once it says what is expected: names and metadata follow a server's start. */
async function insideUntil(name: string, command: string[], expected: string): Promise<string> {
  let said = '';
  for (let tries = 0; tries < 40 && !said.includes(expected); tries += 1) {
    if (tries > 0) await sleep(250);
    said = (await sampan(['server', 'exec', name, '--', ...command], 30_000, demo)).stdout.trim();
  }
  return said;
}

/** Remembered, because the region may be the service that was killed. */
async function serverIdEvenWhenAway(name: string): Promise<string> {
  const known = ids.get(name) ?? (await show(name)).id;
  ids.set(name, known);
  return known;
}
const ids = new Map<string, string>();
