/**
 * All that the servers of one local cloud have on the machine and in its databases, as sorted lines: what is there before
 * a crowd of servers comes must be what is there after they went. Other clouds and tests beside it are not looked at.
 * What stays on purpose is left out: layers, the logs of deleted servers (for a week), spare disks, ids that went lately.
 */
import { execFile } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { openDatabase } from '../../openapi/serve/db.ts';
import type { Db } from '../../openapi/serve/db.ts';

const exec = promisify(execFile);

/** As `sampan up` was told: SAMPAN_HOME, SAMPAN_RUN and SAMPAN_NAME. */
export interface CloudPlace {
  home: string;
  run: string;
  name: string;
}

export async function cloudTraces(place: CloudPlace): Promise<string[]> {
  const waited = await Promise.all([files(place), switchPorts(place), rows(place)]);
  return [...mounts(place), ...loopDevices(place), ...groups(place), ...namespaces(place), ...processes(place), ...waited.flat()].sort();
}

/** What is there now and was not there before; waits for what is still on its way out. */
export async function tracesBeside(place: CloudPlace, before: readonly string[], timeoutMs = 30_000): Promise<string[]> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const now = await cloudTraces(place);
    const left = [...now.filter((line) => !before.includes(line)), ...before.filter((line) => !now.includes(line)).map((line) => `gone: ${line}`)];
    if (left.length === 0 || Date.now() > deadline) return left;
    await sleep(200);
  }
}

/** Open descriptors of the cloud's services. Connections come and go, so a few more or less say nothing. */
export function openDescriptors({ run }: CloudPlace): Record<string, number> {
  const pids = readdirSync(join(run, 'pids')).map((service): [string, string] => [service, readFileSync(join(run, 'pids', service), 'utf8').split(' ')[0] ?? '']);
  return Object.fromEntries(pids.map(([service, pid]) => [service, readdirSync(`/proc/${pid}/fd`).length]));
}

const isWithin = (path: string, { home, run }: CloudPlace): boolean => path.startsWith(`${home}/`) || path.startsWith(`${run}/`);

const mounts = (place: CloudPlace): string[] =>
  readFileSync('/proc/self/mountinfo', 'utf8').trim().split('\n').map((line) => line.split(' ')[4] ?? '').filter((path) => isWithin(path, place)).map((path) => `mount ${path}`);

function loopDevices(place: CloudPlace): string[] {
  const devices = readdirSync('/sys/block').filter((name) => name.startsWith('loop'));
  return devices.map((name) => readIfThere(`/sys/block/${name}/loop/backing_file`).trim()).filter((path) => isWithin(path, place)).map((path) => `loop device on ${path}`);
}

function groups({ name }: CloudPlace): string[] {
  const root = '/sys/fs/cgroup';
  return ['', ...readdirSync(root)].flatMap((hierarchy) => foldersIn(join(root, hierarchy, name)).map((group) => `control group ${hierarchy}/${name}/${group}`));
}

async function files({ home, run }: CloudPlace): Promise<string[]> {
  const folders = [join(home, 'host/containers/servers'), join(run, 'host/containers/bundles'), join(run, 'host/containers/runc'), join(run, 'host/containers/exits'), join(run, 'host/machines'), join(home, 'host/snapshots')];
  const lists = await Promise.all(folders.map(async (folder) => (await readdir(folder).catch(() => [])).map((file) => `file ${folder}/${file}`)));
  return lists.flat();
}

const namespaces = ({ name }: CloudPlace): string[] => foldersIn('/run/netns', true).filter((each) => each.startsWith(`${name}-`)).map((each) => `network namespace ${each}`);

async function switchPorts({ run, name }: CloudPlace): Promise<string[]> {
  const bridge = name === 'sampan' ? 'br-int' : `br-${name}`;
  const sockets = join(run, 'host/ovs');
  const ports = (await exec('ovs-vsctl', [`--db=unix:${sockets}/db.sock`, 'list-ports', bridge])).stdout.trim().split('\n');
  const links = JSON.parse((await exec('ip', ['-n', `${name}-switch`, '-j', 'link', 'show', 'type', 'veth'])).stdout || '[]') as { ifname?: string }[];
  const flows = (await exec('ovs-ofctl', ['-O', 'OpenFlow14', 'dump-aggregate', `unix:${sockets}/${bridge}.mgmt`])).stdout;
  return [...ports.map((port) => `switch port ${port}`), ...links.flatMap(({ ifname }) => (ifname === undefined ? [] : [`wire ${ifname}`])), `flows ${/flow_count=(\d+)/.exec(flows)?.[1]}`];
}

/** Every process whose command line names the cloud's folders: supervisors, relays, name servers. By program, because pids change. */
function processes(place: CloudPlace): string[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const programs = pids.flatMap((pid) => {
    const words = readIfThere(`/proc/${pid}/cmdline`).split('\0');
    return words.slice(1).some((word) => isWithin(word.replace(/^[^/]*/, ''), place)) ? [words[0] ?? ''] : [];
  });
  return [...new Set(programs)].map((program) => `${programs.filter((each) => each === program).length} processes of ${program}`);
}

async function rows({ home }: CloudPlace): Promise<string[]> {
  const host = await withDatabase(join(home, 'host/host.db'), (db) => Promise.all(['servers', 'server_chains', 'network_maps'].map((table) => countOf(db, table))));
  const region = await withDatabase(join(home, 'region/region.db'), async (db) => [
    ...(await Promise.all(['ports', 'fixed_ips', 'port_groups', 'networks', 'security_groups'].map((table) => countOf(db, table)))),
    `${(await db('servers').whereNull('deleted_at')).length} living servers`,
    ...((await db('project_quotas').select('project_id', 'instances_used', 'cores_used', 'memory_mib_used')) as Record<string, unknown>[]).map((row) => `used ${JSON.stringify(row)}`),
    ...((await db('hosts').select('id', 'vcpus_claimed', 'memory_mib_claimed', 'disk_gib_claimed')) as Record<string, unknown>[]).map((row) => `claimed ${JSON.stringify(row)}`),
  ]);
  return [...host, ...region];
}

const countOf = async (db: Db, table: string): Promise<string> => `${(await db(table)).length} rows of ${table}`;

async function withDatabase<T>(path: string, work: (db: Db) => Promise<T>): Promise<T> {
  const db = openDatabase(`sqlite:${path}`);
  try {
    return await work(db);
  } finally {
    await db.destroy();
  }
}

function foldersIn(path: string, alsoFiles = false): string[] {
  try {
    return readdirSync(path, { withFileTypes: true }).filter((entry) => alsoFiles || entry.isDirectory()).map(({ name }) => name);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return [];
    throw error;
  }
}

/** Processes and devices go while they are looked at. */
function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ESRCH', 'EACCES', 'ENXIO', 'ENODEV'].includes((error as NodeJS.ErrnoException).code ?? '')) return '';
    throw error;
  }
}
