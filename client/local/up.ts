/**
 * `sampan up`: from built sources to a container server that answers a ping. Every part is skipped when it is there
 * already, so it can be run at any time. The orders go through the client's own commands, as a user would give them.
 */
import { execFile } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { run as runCommand } from '../cli/run.ts';
import type { LocalCloud, LocalService } from './cloud.ts';
import { startService } from './daemons.ts';
import { demoImage } from './demo-image.ts';
import { demoVmName, ensureDemoVm } from './demo-vm.ts';
import { osVariables, readSecrets, withoutCloud } from './env.ts';

const imageName = 'busybox';
const serverName = 'web';

export async function up(cloud: LocalCloud, args: string[]): Promise<number> {
  const unknown = args.find((arg) => arg !== '--no-demo');
  if (unknown !== undefined) {
    process.stderr.write(`sampan up does not know ${unknown}; see sampan up --help\n`);
    return 2;
  }
  mkdirSync(cloud.home, { recursive: true, mode: 0o755 });
  mkdirSync(cloud.run, { recursive: true, mode: 0o755 });
  const service = (name: LocalService['name']): LocalService => cloud.services.find((each) => each.name === name) as LocalService;

  await step('region', () => startService(service('region')));
  await step('image service', () => startService(service('image-service')));
  await step('host-server', () => startHost(cloud, service('host-server')));
  if (args.includes('--no-demo')) return 0;

  const admin = commands(cloud, 'admin');
  const demo = commands(cloud, 'demo');
  await step(`image "${imageName}"`, () => ensureImage(admin));
  await step(`server "${serverName}"`, () => ensureServer(demo));
  const server = await demo.json<ServerRow>('server', 'show', serverName);
  const address = firstAddress(server);
  const network = (await demo.json<NetworkRow[]>('network', 'list'))[0];
  const namespace = `${cloud.name}-${network?.id.slice(0, 13) ?? ''}`;
  const way = await wayTo(network?.id ?? '', address, namespace);
  await step(`ping ${address}`, () => ping(way, address));
  if (way.length > 0) process.stdout.write('  only from its gateway: a route of this machine overlaps with its network; another SAMPAN_NETWORK_POOL helps (docs/network.md)\n');
  const hasVm = await step(`image "${demoVmName}"`, () => ensureDemoVm(admin, join(cloud.home, 'vm-image'))).then(() => true, (error: unknown) => {
    // Containers are there all the same: a machine without a package archive in reach is no failure.
    process.stdout.write(`  no machine image: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}\n`);
    return false;
  });
  process.stdout.write(nextCommands({ hasVm, way, address, pidFile: join(cloud.run, 'host/containers/bundles', server.id, 'pid') }));
  return 0;
}

interface ServerRow {
  id: string;
  status: string;
  addresses: unknown;
}

interface NetworkRow {
  id: string;
}

/** Runs the client's commands as one user; `json` answers what `-f json` prints. */
interface Commands {
  run(...args: string[]): Promise<void>;
  json<T>(...args: string[]): Promise<T>;
}

function commands(cloud: LocalCloud, who: 'admin' | 'demo'): Commands {
  const env = { ...withoutCloud(process.env), ...osVariables(readSecrets(cloud), who) };
  const invoke = async (args: string[]): Promise<string> => {
    let out = '';
    let err = '';
    const code = await runCommand(args, {
      env,
      stdout: { write: (text) => (out += text) },
      stderr: { write: (text) => (err += text) },
    });
    if (code !== 0) throw new Error(`"sampan ${args.join(' ')}" said: ${err.trim()}`);
    return out;
  };
  return {
    async run(...args) {
      await invoke(args);
    },
    async json<T>(...args: string[]) {
      return JSON.parse(await invoke([...args, '-f', 'json'])) as T;
    },
  };
}

/** A host joins once, with a token that goes through a file of root's and is gone afterwards. */
async function startHost(cloud: LocalCloud, host: LocalService): Promise<boolean> {
  const joined = await exists(join(cloud.home, 'host', 'host.json'));
  const tokenFile = join(cloud.run, 'join-token');
  if (!joined) {
    const { join_token: token } = await commands(cloud, 'admin').json<{ join_token: string }>('host', 'join-token', 'create');
    writeFileSync(tokenFile, token, { mode: 0o600 });
  }
  try {
    const started = await startService(host);
    await untilHostIsUp(commands(cloud, 'admin'));
    return started;
  } finally {
    rmSync(tokenFile, { force: true });
  }
}

async function untilHostIsUp(admin: Commands): Promise<void> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const hosts = await admin.json<{ state: string }[]>('host', 'list');
    if (hosts.some((host) => host.state === 'up')) return;
    if (Date.now() > deadline) throw new Error('the host-server runs, but the region has not heard of it for 30 s; see its log (sampan status)');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function ensureImage(admin: Commands): Promise<boolean> {
  const images = await admin.json<{ name: string | null; status: string }[]>('image', 'list');
  if (images.some((image) => image.name === imageName && image.status === 'active')) return false;
  const folder = await mkdtemp(join(tmpdir(), 'sampan-image-'));
  try {
    const file = join(folder, 'busybox.tar');
    await writeFile(file, await demoImage());
    await admin.run('image', 'create', imageName, '--file', file, '--public');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return true;
}

/** Whatever became of it since: a stopped one is started, one that failed or is being made is made anew. */
async function ensureServer(demo: Commands): Promise<boolean> {
  const servers = await demo.json<{ name: string; status: string }[]>('server', 'list');
  const status = servers.find((each) => each.name === serverName)?.status;
  if (status === 'ACTIVE') return false;
  if (status === 'SHUTOFF') await demo.run('server', 'start', serverName, '--wait');
  else {
    if (status !== undefined) await demo.run('server', 'delete', serverName, '--wait');
    await demo.run('server', 'create', serverName, '--image', imageName, '--flavor', 'm1.micro', '--wait');
  }
  return true;
}

/** What to put before a command that talks to the server: nothing where this machine has a route into its network. */
async function wayTo(networkId: string, address: string, namespace: string): Promise<string[]> {
  const device = `sp${networkId.replaceAll('-', '').slice(0, 11)}`;
  // The host-server makes the route soon after the network's first server.
  for (let tries = 0; tries < 30; tries += 1) {
    const { stdout } = await promisify(execFile)('ip', ['-o', 'route', 'get', address]).catch(() => ({ stdout: '' }));
    if (stdout.includes(` dev ${device} `)) return [];
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return ['ip', 'netns', 'exec', namespace];
}

async function ping(way: readonly string[], address: string): Promise<boolean> {
  const [program = '', ...args] = [...way, 'ping', '-c', '1', '-w', '10', address];
  await promisify(execFile)(program, args, { timeout: 15_000 });
  return true;
}

function firstAddress(server: ServerRow): string {
  const address = /\d+\.\d+\.\d+\.\d+/.exec(JSON.stringify(server.addresses))?.[0];
  if (address === undefined) throw new Error(`the server ${server.id} has no address`);
  return address;
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(() => true, (error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return false;
    throw error;
  });
}

async function step(name: string, work: () => Promise<boolean>): Promise<void> {
  const started = Date.now();
  process.stdout.write(`${name} … `);
  const worked = await work().catch((error: unknown) => {
    process.stdout.write('failed\n');
    throw error;
  });
  process.stdout.write(worked ? `${((Date.now() - started) / 1000).toFixed(1)} s\n` : 'already there\n');
}

const nextCommands = ({ hasVm, way, address, pidFile }: { hasVm: boolean; way: readonly string[]; address: string; pidFile: string }): string => `
The cloud runs. The server "${serverName}" has the address ${address}. Now you could type:

  eval "$(./sampan env demo)"                  # become the user demo (also for the openstack client)
  ./sampan server list
  ./sampan server create web2 --image ${imageName} --flavor m1.micro --wait
${hasVm ? `  ./sampan server create vm1 --image ${demoVmName} --flavor m1.tiny --wait    # a virtual machine, the same way\n` : ''}  ./sampan server show web2
  ${[...way, 'ping'].join(' ')} -c 3 ${address}    # from this machine to a server
  nsenter --net=/proc/$(cat ${pidFile})/ns/net ping -c 3 ADDRESS_OF_WEB2   # from web to web2
  ./sampan server stop web2 --wait
  ./sampan server start web2 --wait
  ./sampan server delete web2 --wait
  ./sampan image layers ${imageName} -f json
  ./sampan help
  ./sampan down                                # servers go on; --purge takes everything away
`;
