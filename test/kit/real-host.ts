/**
 * A real host-server process over real runc, Open vSwitch and layers; only the region and the image service are
 * stand-ins. It can be killed and started again, and `close` leaves nothing on the machine.
 */
import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { buildHelper } from '../../host-server/process/build-helper.ts';
import type { ServerSpec } from '../../host-server/servers/spec.ts';
import type { Client } from '../../openapi/call/call.ts';
import type { HandlerTable } from '../../openapi/serve/handler.ts';
import { FakeLayers, fakeChain } from './fake-layers.ts';
import type { FakeImageChain } from './fake-layers.ts';
import { FakeRegion } from './fake-region.ts';
import { nextSpec, serverSpec } from './server-spec.ts';

const run = promisify(execFile);
const main = fileURLToPath(new URL('../../host-server/main.ts', import.meta.url));

export interface RealHostOptions {
  env?: Record<string, string>;
  /** More of the image service than pulls. */
  images?: HandlerTable;
}

export interface RealHost {
  dir: string;
  stateDir: string;
  region: FakeRegion;
  layers: FakeLayers;
  image: FakeImageChain;
  /** What it has logged. */
  output(): string;
  url(): string;
  client(): Client<'host'>;
  start(): Promise<void>;
  kill(): Promise<void>;
  /** A spec of a server that waits to be stopped, with that last part of its address. */
  specAt(number: number): ServerSpec;
  push(spec: ServerSpec): Promise<void>;
  remove(spec: ServerSpec): Promise<void>;
  close(): Promise<void>;
}

export async function openRealHost({ env: more = {}, images = {} }: RealHostOptions = {}): Promise<RealHost> {
  const dir = await mkdtemp(join(tmpdir(), 'sh-'));
  const tag = basename(dir).slice(3).toLowerCase();
  const env = {
    PATH: process.env['PATH'],
    SAMPAN_HOST_LISTEN: '127.0.0.1:0',
    SAMPAN_HOST_NAME: 'test-host',
    SAMPAN_HOST_STATE_DIR: join(dir, 'state'),
    SAMPAN_HOST_RUN_DIR: join(dir, 'run'),
    SAMPAN_HOST_BRIDGE: `br-${tag}`,
    SAMPAN_HOST_OVSDB_SOCKET: join(dir, 'no-such-socket'),
    SAMPAN_HOST_GATEWAY_PREFIX: `h${tag}`,
    SAMPAN_HOST_CGROUP: `/sampan-${tag}`,
    SAMPAN_HOST_ID_START: '400000',
    SAMPAN_HOST_HELPER: join(dir, 'helper'),
    SAMPAN_HOST_JOIN_TOKEN_FILE: join(dir, 'join-token'),
    ...more,
  };
  await chmod(dir, 0o711);
  await buildHelper(env.SAMPAN_HOST_HELPER);
  await writeFile(env.SAMPAN_HOST_JOIN_TOKEN_FILE, 'join-token-0123456789\n', { mode: 0o600 });
  const layers = new FakeLayers();
  const region = await FakeRegion.open({ images: { ...layers.handlers, ...images } });
  const image = layers.add(fakeChain([await busyboxLayer(dir), await systemLayer(dir)], { Entrypoint: ['/bin/sh', '/init.sh'], Env: ['PATH=/bin', 'GREETING=hello'] }));
  const { networks } = serverSpec();
  let child: ChildProcess | undefined;
  let output = '';

  const host: RealHost = {
    dir, stateDir: env.SAMPAN_HOST_STATE_DIR, region, layers, image,
    output: () => output,
    url: () => region.heartbeats.at(-1)?.url ?? '',
    client: () => region.hostClient(host.url()),
    async start() {
      const beats = region.heartbeats.length;
      const started = spawn(process.execPath, ['--import=tsx', main], { env: { ...env, SAMPAN_HOST_REGION_URL: region.url }, stdio: ['ignore', 'pipe', 'pipe'] });
      child = started;
      for (const stream of [started.stdout, started.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
      await region.until(() => {
        if (started.exitCode !== null) throw new Error(`the host-server ended: ${output.slice(-2000)}`);
        return region.heartbeats.length > beats;
      }, 60_000, () => `the host-server: ${output.slice(-2000)}`);
    },
    async kill() {
      if (!child || child.exitCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
      child = undefined;
    },
    specAt(number) {
      const mac = `fa:16:3e:00:00:${number.toString(16).padStart(2, '0')}`;
      const port = { id: serverSpec().id, network_id: networks[0]?.id ?? '', mac_address: mac, fixed_ips: [{ ip_address: `10.9.0.${number}`, prefix_length: 24 }] };
      return serverSpec({ name: `s${number}`, hostname: `s${number}`, image: { id: image.imageId, layer_id: image.layerId }, networks, ports: [port] });
    },
    async push(spec) {
      const client = host.client();
      await client.call('putServer', { path: { id: spec.id }, body: spec });
      client.close();
    },
    async remove(spec) {
      const gone = nextSpec(spec, { desired: 'absent' });
      await host.push(gone);
      await region.reported(gone, 'absent');
    },
    async close() {
      await host.kill();
      await run(process.execPath, ['--import=tsx', main, 'purge'], { env: { ...env, SAMPAN_HOST_REGION_URL: region.url } });
      await region.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
  return host;
}

async function busyboxLayer(dir: string): Promise<Buffer> {
  const root = join(dir, 'busybox');
  await mkdir(join(root, 'bin'), { recursive: true });
  await copyFile('/bin/busybox', join(root, 'bin/busybox'));
  await chmod(join(root, 'bin/busybox'), 0o755);
  for (const name of ['sh', 'sleep', 'cat', 'echo', 'true', 'false', 'id', 'env', 'pwd', 'stty', 'kill', 'ls', 'yes', 'sha256sum', 'mkdir', 'touch', 'rm', 'ln', 'tr', 'dd', 'mv']) await symlink('busybox', join(root, 'bin', name));
  return archive(root);
}

/** Users, a place to write, and a first program that says a line, and what is put into /srv/say, and waits to be stopped. */
async function systemLayer(dir: string): Promise<Buffer> {
  const root = join(dir, 'system');
  await mkdir(join(root, 'etc'), { recursive: true });
  await mkdir(join(root, 'srv'));
  await mkdir(join(root, 'tmp'));
  await writeFile(join(root, 'etc/passwd'), 'root:x:0:0:root:/root:/bin/sh\nana:x:1000:1000:Ana:/srv:/bin/sh\n');
  await writeFile(join(root, 'etc/group'), 'root:x:0:\nana:x:1000:\n');
  await writeFile(join(root, 'etc/shadow'), 'root:*:19000:0:99999:7:::\nana:!:19000:0:99999:7:::\n', { mode: 0o640 });
  await writeFile(join(root, 'init.sh'), 'echo started\n"$@"\ntrap "exit 0" TERM\nwhile :; do [ -f /srv/say ] && cat /srv/say && rm /srv/say; sleep 0.1; done\n', { mode: 0o755 });
  return archive(root);
}

async function archive(root: string): Promise<Buffer> {
  const { stdout } = await run('tar', ['-C', root, '--owner=0', '--group=0', '--sort=name', '-c', '.'], { encoding: 'buffer', maxBuffer: 64 * 1024 * 1024 });
  return stdout;
}
