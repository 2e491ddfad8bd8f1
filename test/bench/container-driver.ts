/**
 * How long the container driver takes over a server and over a program in it, with crun and with runc, against plain runc
 * (`bare`) on the same bundle in the same run. Prints one JSON line of medians in milliseconds. Needs root; `node --import=tsx test/bench/container-driver.ts [rounds]`.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, rmdirSync, symlinkSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { ContainerDriver } from '../../host-server/drivers/container/container-driver.ts';
import type { DriverServer } from '../../host-server/drivers/driver.ts';
import { buildHelper } from '../../host-server/process/build-helper.ts';
import { HelperProcesses } from '../../host-server/process/helper-processes.ts';

const rounds = Number(process.argv[2] ?? 10);
const idRange = { start: 300_000, size: 65_536 };
const dir = mkdtempSync(join(tmpdir(), 'sampan-bench-'));
const cgroupParent = `/${dir.split('/').pop()}`;
const layer = join(dir, 'layer');
chmodSync(dir, 0o711);
mkdirSync(join(layer, 'bin'), { recursive: true });
copyFileSync('/bin/busybox', join(layer, 'bin/busybox'));
for (const name of ['sleep', 'true']) symlinkSync('busybox', join(layer, 'bin', name));
execFileSync('chown', ['-hR', `${idRange.start}:${idRange.start}`, layer]);
await buildHelper(join(dir, 'helper'));
const processes = new HelperProcesses(join(dir, 'helper'));
const driverWith = (runtime: 'crun' | 'runc'): ContainerDriver => new ContainerDriver({
  processes, runtime, stateDir: join(dir, 'state'), runDir: join(dir, 'run'), idRange, cgroupParent, logMaxBytes: 1 << 20, keepLogsMs: 60_000, diskQuota: true, volumeGib: 1, now: () => new Date(),
});
const crun = driverWith('crun');
const driver = driverWith('runc');

const times: Record<string, number[]> = {};
try {
  await driverRound(crun, 'warm-up', {}, 'crun');
  for (let round = 0; round < rounds; round++) {
    await driverRound(crun, `c${round}`, times, 'crun');
    await driverRound(driver, `r${round}`, times, 'runc');
    await bareRound(`b${round}`, times);
  }
} finally {
  for (const { serverId } of await driver.list()) await driver.remove(serverId);
  await processes.close();
  for (const name of ['', ...readdirSync('/sys/fs/cgroup')]) removeGroup(join('/sys/fs/cgroup', name, cgroupParent));
  rmSync(dir, { recursive: true, force: true });
}
const medians = Object.fromEntries(Object.entries(times).map(([name, values]) => [`${name}Ms`, median(values)]));
process.stdout.write(`${JSON.stringify({ bench: 'container-driver', rounds, cpus: cpus().length, ...medians })}\n`);

async function driverRound(driver: ContainerDriver, id: string, into: Record<string, number[]>, who: string): Promise<void> {
  const server = newServer(id);
  const time = clock(into, who);
  await driver.prepare(server);
  time('Prepare');
  await driver.create(server);
  time('Create');
  await driver.start(id);
  time('Start', 'ToRunning');
  const program = await driver.exec(id, { argv: ['true'] });
  program.stdio.resume();
  program.stderr.resume();
  await program.exit;
  time('Exec', 'Exec');
  await driver.stop(id, 0);
  time('Stop');
  await driver.remove(id);
  time('Remove', 'ToGone');
}

/** The same work without a supervisor: mount aside, `runc create`, `runc start`; kill, wait, `runc delete`. */
async function bareRound(id: string, into: Record<string, number[]>): Promise<void> {
  const server = newServer(id);
  await driver.create(server);
  await driver.stop(id, 0);
  const runc = ['runc', '--root', join(dir, 'plain')];
  const pidFile = join(dir, 'pid');
  const time = clock(into, 'bare');
  await processes.run([...runc, 'create', '--bundle', join(dir, 'run/bundles', id), '--pid-file', pidFile, id]);
  time('Create');
  await processes.run([...runc, 'start', id]);
  time('Start', 'ToRunning');
  await processes.run([...runc, 'exec', id, 'true']);
  time('Exec', 'Exec');
  const pid = Number(readFileSync(pidFile, 'utf8'));
  process.kill(pid, 'SIGKILL');
  await processes.waitForExit(pid);
  await processes.run([...runc, 'delete', id]);
  time('Stop', 'ToGone');
  await driver.remove(id);
}

/** Each call notes the time since the one before, and under a second name since the last such total. */
function clock(into: Record<string, number[]>, who: string): (step: string, total?: string) => void {
  let last = performance.now();
  let first = last;
  return (step, total) => {
    const now = performance.now();
    (into[who + step] ??= []).push(now - last);
    if (total && total !== step) (into[who + total] ??= []).push(now - first);
    if (total) first = now;
    last = performance.now();
  };
}

function newServer(id: string): DriverServer {
  return {
    id, name: id, layers: [layer], imageConfig: {}, vcpus: 1, memoryMib: 64, diskGib: 1, hostname: id, nameservers: [], addresses: [],
    command: ['sleep', '1000'],
  };
}

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return Number((sorted[Math.floor(sorted.length / 2)] ?? 0).toFixed(1));
}

function removeGroup(path: string): void {
  try {
    rmdirSync(path);
  } catch (error) {
    if (!['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}
