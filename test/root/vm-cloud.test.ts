/**
 * A machine from the command line to its first line: a real region, image service and host-server, each a process from
 * sources, and the client's own commands.
 */
import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import t from 'tap';
import { run as runCommand } from '../../client/cli/run.ts';
import { localCloud } from '../../client/local/cloud.ts';
import { demoImage } from '../../client/local/demo-image.ts';
import { osVariables, readSecrets, withoutCloud } from '../../client/local/env.ts';
import { splitDisk, writeVmLayout } from '../kit/disk-chain.ts';
import { freePortRange } from '../kit/free-ports.ts';
import { leftovers, machineState } from '../kit/leftovers.ts';
import { testVmImage } from '../kit/vm-image.ts';

t.setTimeout(300_000);
const before = await machineState();
const built = await testVmImage();
const folder = await mkdtemp(join(tmpdir(), 'vc-'));
await chmod(folder, 0o711);
const port = await freePortRange(3);
const cloud = localCloud({ SAMPAN_HOME: join(folder, 'home'), SAMPAN_RUN: join(folder, 'run'), SAMPAN_PORT: String(port), SAMPAN_NAME: `t${port}` });
const children: ChildProcess[] = [];
const mainOf = (name: string): string => fileURLToPath(new URL(`../../${name}/main.ts`, import.meta.url));
const hostEnv = { PATH: process.env['PATH'], ...cloud.services[2]?.env, SAMPAN_HOST_OVSDB_SOCKET: join(folder, 'none') };

t.teardown(async () => {
  for (const child of children.reverse()) {
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
  await promisify(execFile)(process.execPath, ['--import=tsx', mainOf('host-server'), 'purge'], { env: hostEnv });
  await rm(folder, { recursive: true, force: true });
  const left = await leftovers(before);
  if (left.length > 0) throw new Error(`left on the machine: ${left.join(', ')}`);
});

t.test('a machine is made by the same commands as a container, and they reach each other', async (t) => {
  await mkdir(cloud.home, { recursive: true });
  await mkdir(cloud.run, { recursive: true });
  await startService('region');
  await startService('image-service');
  const { join_token: token } = await json<{ join_token: string }>('admin', 'host', 'join-token', 'create');
  await writeFile(join(cloud.run, 'join-token'), token, { mode: 0o600 });
  await startService('host-server');
  await until(async () => (await json<{ state: string; kinds: string[] }[]>('admin', 'host', 'list', '--long')).some((host) => host.state === 'up' && JSON.stringify(host.kinds).includes('vm')));

  await writeFile(join(folder, 'busybox.tar'), await demoImage());
  await sampan('admin', 'image', 'create', 'busybox', '--file', join(folder, 'busybox.tar'), '--public');
  await sampan('admin', 'image', 'create', 'kernel', '--file', built.kernel, '--container-format', 'aki', '--disk-format', 'aki', '--public');
  await sampan('admin', 'image', 'create', 'ramdisk', '--file', built.ramdisk, '--container-format', 'ari', '--disk-format', 'ari', '--public');
  await sampan('admin', 'image', 'create', 'machine', '--file', built.disk, '--kernel', 'kernel', '--ramdisk', 'ramdisk', '--property', `os_command_line=${built.commandLine}`, '--public');

  await sampan('demo', 'server', 'create', 'small', '--image', 'busybox', '--flavor', 'm1.micro', '--wait');
  await sampan('demo', 'server', 'create', 'whole', '--image', 'machine', '--flavor', 'm1.tiny', '--wait');
  const [container, machine] = [await show('small'), await show('whole')];
  t.match(machine, { status: 'ACTIVE' });
  await until(async () => (await logOf(machine.id)).includes('sampan: ready whole'));
  const pid = Number(await readFile(join(cloud.run, 'host/containers/bundles', container.id, 'pid'), 'utf8'));
  const address = /\d+\.\d+\.\d+\.\d+/.exec(JSON.stringify(machine.addresses))?.[0] ?? '';
  await promisify(execFile)('nsenter', ['-t', String(pid), '-n', 'ping', '-c', '1', '-w', '20', address]);
  const page = await promisify(execFile)('nsenter', ['-t', String(pid), '-n', process.execPath, '-e', `fetch('http://${address}/').then(async (page) => console.log(await page.text()))`]);
  t.match(page.stdout, /Hello from the machine whole/, 'the container reads the machine\'s page');
});

t.test('13.10 a disk that is pushed as a chain of five layers boots from all of them', async (t) => {
  const files = await splitDisk(built.disk, 5, folder);
  t.equal(files.length, 5);
  await writeVmLayout(files, join(folder, 'layout'));
  const [secrets, registry] = [osVariables(readSecrets(cloud), 'demo'), `127.0.0.1:${port + 1}`];
  const auth = Buffer.from(`${secrets['OS_USERNAME']}:${secrets['OS_PASSWORD']}`).toString('base64');
  await writeFile(join(folder, 'auth.json'), JSON.stringify({ auths: { [registry]: { auth } } }), { mode: 0o600 });
  await promisify(execFile)('skopeo', ['--insecure-policy', 'copy', '--quiet', '--dest-tls-verify=false', '--authfile', join(folder, 'auth.json'), `oci:${join(folder, 'layout')}:disk`, `docker://${registry}/demo/parts:1`]);
  const ids = await Promise.all(['kernel', 'ramdisk'].map(async (name) => (await json<{ id: string }>('demo', 'image', 'show', name)).id));
  await sampan('demo', 'image', 'set', 'demo/parts:1', '--property', `kernel_id=${ids[0]}`, '--property', `ramdisk_id=${ids[1]}`, '--property', `os_command_line=${built.commandLine}`);
  const layers = await json<{ id: string; parent: string | null; kind: string }[]>('demo', 'image', 'layers', 'demo/parts:1');
  t.same(layers.map(({ kind }) => kind), Array(5).fill('qcow2'));
  t.same(layers.map(({ parent }) => parent), [null, ...layers.slice(0, 4).map(({ id }) => id)]);
  await sampan('demo', 'server', 'create', 'chained', '--image', 'demo/parts:1', '--flavor', 'm1.tiny', '--wait');
  const { id } = await show('chained');
  await until(async () => (await logOf(id)).includes('sampan: ready chained'));
  await sampan('demo', 'server', 'delete', 'chained', '--wait');
});

t.test('it is stopped, started, rebooted and deleted', async (t) => {
  for (const [verb, status] of [['stop', 'SHUTOFF'], ['start', 'ACTIVE']] as const) {
    await sampan('demo', 'server', verb, 'whole', '--wait');
    t.equal((await show('whole')).status, status, verb);
  }
  await sampan('demo', 'server', 'reboot', 'whole', '--hard', '--wait');
  t.equal((await show('whole')).status, 'ACTIVE');
  for (const name of ['small', 'whole']) await sampan('demo', 'server', 'delete', name, '--wait');
  t.same(await json('demo', 'server', 'list'), []);
});

async function startService(name: 'region' | 'image-service' | 'host-server'): Promise<void> {
  const service = cloud.services.find((each) => each.name === name);
  if (!service) throw new TypeError(name);
  const log = openSync(join(folder, `${name}.log`), 'a');
  const child = spawn(process.execPath, ['--import=tsx', mainOf(name)], { env: { PATH: process.env['PATH'], ...service.env, ...(name === 'host-server' ? hostEnv : {}) }, stdio: ['ignore', log, log] });
  closeSync(log);
  children.push(child);
  await until(async () => {
    if (child.exitCode !== null) throw new Error(`${name} ended: ${(await readFile(join(folder, `${name}.log`), 'utf8')).slice(-2000)}`);
    return fetch(`${service.url}/healthz`).then((answer) => answer.ok, () => false);
  });
}

async function sampan(who: 'admin' | 'demo', ...args: string[]): Promise<string> {
  let [out, err] = ['', ''];
  const env = { ...withoutCloud(process.env), ...osVariables(readSecrets(cloud), who) };
  const code = await runCommand(args, { env, stdout: { write: (text) => (out += text) }, stderr: { write: (text) => (err += text) } });
  if (code !== 0) throw new Error(`sampan ${args.join(' ')} said: ${err} ${(await readFile(join(folder, 'host-server.log'), 'utf8').catch(() => '')).slice(-3000)}`);
  return out;
}

async function json<T>(who: 'admin' | 'demo', ...args: string[]): Promise<T> {
  return JSON.parse(await sampan(who, ...args, '-f', 'json')) as T;
}

const show = (name: string): Promise<{ id: string; status: string; addresses: unknown }> => json('demo', 'server', 'show', name);

const logOf = (id: string): Promise<string> => readFile(join(cloud.home, 'host/machines/logs', id), 'utf8').catch(() => '');

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + 90_000; !(await isSo()); await new Promise((resolve) => setTimeout(resolve, 100))) {
    if (Date.now() > deadline) throw new Error(`it never came to that: ${isSo.toString()}`);
  }
}
