/**
 * A whole cloud on this machine from sources: a region, an image service and a host-server, each a process of its own, with
 * runc, QEMU and a private Open vSwitch; and the client's own commands. `close` leaves nothing.
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
import { run as runCommand } from '../../client/cli/run.ts';
import { localCloud } from '../../client/local/cloud.ts';
import type { LocalCloud } from '../../client/local/cloud.ts';
import { demoImage } from '../../client/local/demo-image.ts';
import { ensureDemoVm } from '../../client/local/demo-vm.ts';
import { osVariables, readSecrets, withoutCloud } from '../../client/local/env.ts';
import { createClient } from '../../openapi/call/call.ts';
import type { Client } from '../../openapi/call/call.ts';
import { passwordTokens } from '../../openapi/call/token-source.ts';
import { freePortRange } from './free-ports.ts';
import { leftovers, machineState } from './leftovers.ts';
import { testVmImage, testVmImageFolder } from './vm-image.ts';

export interface SourcePerson {
  compute: Client<'compute'>;
  image: Client<'image'>;
  network: Client<'network'>;
  sampan: Client<'sampan'>;
  token(): Promise<string>;
}

export interface SourceCloud {
  cloud: LocalCloud;
  folder: string;
  /** An order on the command line; throws with what it said unless it exits with 0. */
  sampan(who: 'admin' | 'demo', ...args: string[]): Promise<string>;
  json<T>(who: 'admin' | 'demo', ...args: string[]): Promise<T>;
  person(who: 'admin' | 'demo'): SourcePerson;
  /** Waits for a condition; `what` is told when it never comes. */
  until<T>(condition: () => Promise<T | undefined | false>, what: string): Promise<T>;
  close(): Promise<void>;
}

/** Public images `busybox` (a container) and `demo-vm` (a machine) are there when it is. */
export async function startSourceCloud(hostEnv: Record<string, string> = {}): Promise<SourceCloud> {
  const before = await machineState();
  // Sockets' paths are short. Containers run as users of their own and must be able to walk to their roots.
  const folder = await mkdtemp(join(tmpdir(), 'sc-'));
  await chmod(folder, 0o711);
  const port = await freePortRange(3);
  const cloud = localCloud({ SAMPAN_HOME: join(folder, 'home'), SAMPAN_RUN: join(folder, 'run'), SAMPAN_PORT: String(port), SAMPAN_NAME: `t${port}` });
  const envOf = { 'region': { SAMPAN_REGION_VALIDATE_RESPONSES: 'true' }, 'image-service': {}, 'host-server': { SAMPAN_HOST_OVSDB_SOCKET: join(folder, 'none'), ...hostEnv } };
  const children: ChildProcess[] = [];
  const clients: { close(): void }[] = [];

  const source: SourceCloud = {
    cloud,
    folder,
    async sampan(who, ...args) {
      let [out, err] = ['', ''];
      const env = { ...withoutCloud(process.env), ...osVariables(readSecrets(cloud), who) };
      const code = await runCommand(args, { env, stdout: { write: (text) => (out += text) }, stderr: { write: (text) => (err += text) } });
      if (code !== 0) throw new Error(`sampan ${args.join(' ')} said: ${err} ${(await readFile(join(folder, 'host-server.log'), 'utf8').catch(() => '')).slice(-3000)}`);
      return out;
    },
    json: async <T>(who: 'admin' | 'demo', ...args: string[]) => JSON.parse(await source.sampan(who, ...args, '-f', 'json')) as T,
    person(who) {
      const { user, password, project } = readSecrets(cloud)[who];
      const tokens = passwordTokens({ authUrl: `${cloud.regionUrl}/identity/v3`, userName: user, password, projectName: project });
      const client = <N extends 'compute' | 'image' | 'network' | 'sampan'>(name: N): Client<N> => {
        const made = createClient(name, { baseUrl: `${name === 'image' ? cloud.imageUrl : cloud.regionUrl}/${name}`, tokens, timeoutMs: 60_000 });
        clients.push(made);
        return made;
      };
      return { compute: client('compute'), image: client('image'), network: client('network'), sampan: client('sampan'), token: () => tokens.token() };
    },
    async until(condition, what) {
      for (const deadline = Date.now() + 90_000; ; await new Promise((resolve) => setTimeout(resolve, 100))) {
        const found = await condition();
        if (found !== undefined && found !== false) return found;
        if (Date.now() > deadline) throw new Error(`Waited 90 s for ${what}`);
      }
    },
    async close() {
      for (const client of clients) client.close();
      for (const child of children.reverse()) {
        if (child.exitCode !== null) continue;
        child.kill('SIGTERM');
        await once(child, 'exit');
      }
      await promisify(execFile)(process.execPath, ['--import=tsx', mainOf('host-server'), 'purge'], { env: environment('host-server') });
      await rm(folder, { recursive: true, force: true });
      const left = await leftovers(before);
      if (left.length > 0) throw new Error(`left on the machine: ${left.join(', ')}`);
    },
  };

  const environment = (name: ServiceName): NodeJS.ProcessEnv => ({ PATH: process.env['PATH'], ...cloud.services.find((each) => each.name === name)?.env, ...envOf[name] });
  const startService = async (name: ServiceName): Promise<void> => {
    const log = openSync(join(folder, `${name}.log`), 'a');
    const child = spawn(process.execPath, ['--import=tsx', mainOf(name)], { env: environment(name), stdio: ['ignore', log, log] });
    closeSync(log);
    children.push(child);
    const url = cloud.services.find((each) => each.name === name)?.url ?? '';
    await source.until(async () => {
      if (child.exitCode !== null) throw new Error(`${name} ended: ${(await readFile(join(folder, `${name}.log`), 'utf8')).slice(-2000)}`);
      return fetch(`${url}/healthz`).then((answer) => answer.ok, () => false);
    }, name);
  };

  try {
    await mkdir(cloud.run, { recursive: true });
    await mkdir(cloud.home, { recursive: true });
    await startService('region');
    await startService('image-service');
    const { join_token: token } = await source.json<{ join_token: string }>('admin', 'host', 'join-token', 'create');
    await writeFile(join(cloud.run, 'join-token'), token, { mode: 0o600 });
    await startService('host-server');
    await Promise.all([
      source.until(async () => (await source.json<{ state: string; kinds: string[] }[]>('admin', 'host', 'list', '--long')).some((host) => host.state === 'up' && JSON.stringify(host.kinds).includes('vm')), 'a host for both kinds'),
      addImages(source),
    ]);
    return source;
  } catch (error) {
    await source.close();
    throw error;
  }
}

type ServiceName = LocalCloud['services'][number]['name'];

const mainOf = (name: ServiceName): string => fileURLToPath(new URL(`../../${name}/main.ts`, import.meta.url));

async function addImages({ folder, sampan, json }: SourceCloud): Promise<void> {
  await writeFile(join(folder, 'busybox.tar'), await demoImage());
  await sampan('admin', 'image', 'create', 'busybox', '--file', join(folder, 'busybox.tar'), '--public');
  const admin = {
    run: async (...args: string[]) => void (await sampan('admin', ...args)),
    json: <T>(...args: string[]) => json<T>('admin', ...args),
  };
  await testVmImage();
  await ensureDemoVm(admin, testVmImageFolder);
}
