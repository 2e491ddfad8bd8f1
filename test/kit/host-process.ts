/**
 * A real host-server process with folders, a bridge and a control group of its own; the region and the image service are
 * stand-ins. It can be killed and started again, and `close` leaves nothing on the machine.
 */
import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
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
import { FakeLayers } from './fake-layers.ts';
import type { FakeImageChain } from './fake-layers.ts';
import { FakeRegion } from './fake-region.ts';
import { nextSpec, serverSpec } from './server-spec.ts';

const run = promisify(execFile);
const main = fileURLToPath(new URL('../../host-server/main.ts', import.meta.url));

export interface HostProcessOptions {
  env?: Record<string, string>;
  /** More of the image service than pulls. */
  images?: HandlerTable;
}

export interface HostProcess {
  dir: string;
  /** What its names on the machine have in common. */
  tag: string;
  env: Awaited<ReturnType<typeof environmentIn>>;
  region: FakeRegion;
  layers: FakeLayers;
  /** What it has logged. */
  output(): string;
  /** Of the process that runs now. */
  pid(): number | undefined;
  url(): string;
  client(): Client<'host'>;
  start(): Promise<void>;
  kill(): Promise<void>;
  /** Asks it to end, and answers its exit code. */
  stop(): Promise<number | null>;
  /** A spec of an image's server on the one network, whose name and address end in that number. */
  specAt(number: number, image: Pick<FakeImageChain, 'imageId' | 'layerId'>, changes?: Partial<ServerSpec>): ServerSpec;
  push(spec: ServerSpec): Promise<void>;
  /** Of a server's first process; 0 when it has none. */
  pidOf(spec: ServerSpec): Promise<number>;
  remove(spec: ServerSpec): Promise<void>;
  /** Takes everything of it off the machine. */
  purge(): Promise<void>;
  close(): Promise<void>;
}

export async function openHostProcess({ env: more = {}, images = {} }: HostProcessOptions = {}): Promise<HostProcess> {
  const dir = await mkdtemp(join(tmpdir(), 'sh-'));
  const tag = basename(dir).slice(3).toLowerCase();
  const env = await environmentIn(dir, tag, more);
  const layers = new FakeLayers();
  const region = await FakeRegion.open({ images: { ...layers.handlers, ...images } });
  const { networks } = serverSpec();
  let child: ChildProcess | undefined;
  let output = '';

  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    if (!child || child.exitCode !== null) return null;
    child.kill(signal);
    const [code] = (await once(child, 'exit')) as [number | null];
    child = undefined;
    return code;
  };

  const host: HostProcess = {
    dir, tag, env, region, layers,
    output: () => output,
    pid: () => child?.pid,
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
    kill: async () => void (await end('SIGKILL')),
    stop: () => end('SIGTERM'),
    specAt(number, image, changes = {}) {
      const mac = `fa:16:3e:00:00:${number.toString(16).padStart(2, '0')}`;
      const port = { id: randomUUID(), network_id: networks[0]?.id ?? '', mac_address: mac, fixed_ips: [{ ip_address: `10.9.0.${number}`, prefix_length: 24 }] };
      return serverSpec({ name: `s${number}`, hostname: `s${number}`, image: { id: image.imageId, layer_id: image.layerId }, networks, ports: [port], ...changes });
    },
    async push(spec) {
      const client = host.client();
      await client.call('putServer', { path: { id: spec.id }, body: spec });
      client.close();
    },
    async pidOf(spec) {
      const client = host.client();
      const { pid } = (await client.call('getHostServer', { path: { id: spec.id } })).body;
      client.close();
      return pid ?? 0;
    },
    async remove(spec) {
      const gone = nextSpec(spec, { desired: 'absent' });
      await host.push(gone);
      await region.reported(gone, 'absent');
    },
    purge: async () => void (await run(process.execPath, ['--import=tsx', main, 'purge'], { env: { ...env, SAMPAN_HOST_REGION_URL: region.url } })),
    async close() {
      await host.kill();
      await host.purge();
      await region.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
  return host;
}

async function environmentIn(dir: string, tag: string, more: Record<string, string>) {
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
  // Guests run as users of their own and must be able to walk to their roots.
  await chmod(dir, 0o711);
  await buildHelper(env.SAMPAN_HOST_HELPER);
  await writeFile(env.SAMPAN_HOST_JOIN_TOKEN_FILE, 'join-token-0123456789\n', { mode: 0o600 });
  return env;
}

/** Whether an address answers the program with that pid, from where it is, before the seconds are over. */
export const pings = (pid: number, address: string, seconds = 20): Promise<boolean> =>
  run('nsenter', ['-t', String(pid), '-n', 'ping', '-c', '1', '-w', String(seconds), address]).then(() => true, () => false);

/** A layer of busybox with these names. */
export async function busyboxLayer(names: readonly string[]): Promise<Buffer> {
  return layerOf(async (root) => {
    await mkdir(join(root, 'bin'));
    await copyFile('/bin/busybox', join(root, 'bin/busybox'));
    await chmod(join(root, 'bin/busybox'), 0o755);
    for (const name of names) await symlink('busybox', join(root, 'bin', name));
  });
}

/** A layer of what is written into its folder, as root's. */
export async function layerOf(write: (root: string) => Promise<void>): Promise<Buffer> {
  const root = await mkdtemp(join(tmpdir(), 'sampan-layer-'));
  try {
    await chmod(root, 0o755);
    await write(root);
    return (await run('tar', ['-C', root, '--owner=0', '--group=0', '--sort=name', '-c', '.'], { encoding: 'buffer', maxBuffer: 64 * 1024 * 1024 })).stdout;
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}
