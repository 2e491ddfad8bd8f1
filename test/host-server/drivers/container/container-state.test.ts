import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import t from 'tap';
import { letRun, readContainerState } from '../../../../host-server/drivers/container/container-state.ts';
import { serverPaths } from '../../../../host-server/drivers/container/server-paths.ts';
import type { ServerPaths } from '../../../../host-server/drivers/container/server-paths.ts';

const never = (): Promise<void> => new Promise(() => undefined);

t.test('a container is what its runtime wrote of it, runc as crun', async t => {
  const paths = await folder(t);
  t.equal(await readContainerState(paths), undefined);
  const start = await startOf(process.pid);
  await writeFile(paths.crunState, JSON.stringify({ pid: process.pid, 'process-start-time': start }));
  t.same(await readContainerState(paths), { state: 'running', pid: process.pid, runtime: 'crun' });
  await writeFile(paths.execFifo, '');
  t.match(await readContainerState(paths), { state: 'created', runtime: 'crun' });
  await writeFile(paths.crunState, JSON.stringify({ pid: process.pid, 'process-start-time': start + 1 }));
  t.match(await readContainerState(paths), { state: 'exited' }, 'another process under the same number');
  await rm(paths.crunState);
  await writeFile(paths.runcState, JSON.stringify({ init_process_pid: process.pid, init_process_start: start }));
  t.same(await readContainerState(paths), { state: 'created', pid: process.pid, runtime: 'runc' });
});

t.test('who waits under crun gets its word, and the fifo goes', async t => {
  const paths = await folder(t);
  await promisify(execFile)('mkfifo', [paths.execFifo]);
  // As crun does: opened without waiting for a writer, then waited for.
  const script = 'const { openSync, constants } = require("fs"); const { Socket } = require("net"); const fd = openSync(process.argv[1], constants.O_RDWR | constants.O_NONBLOCK); process.stdout.write("waits\\n"); new Socket({ fd }).once("data", (word) => { process.stdout.write(`got ${word.length}\\n`); process.exit(0); });';
  const waiting = spawn(process.execPath, ['-e', script, paths.execFifo], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(waiting.stdout, 'data');
  const heard = once(waiting.stdout, 'data') as Promise<[Buffer]>;
  t.equal(await letRun(paths, 'crun', never), true);
  t.equal((await heard)[0].toString(), 'got 1\n');
  await t.rejects(access(paths.execFifo));
});

t.test('a word that an earlier life gave without removing the fifo was given, and one for nobody was not', async t => {
  const paths = await folder(t);
  await promisify(execFile)('mkfifo', [paths.execFifo]);
  await writeFile(paths.crunState, JSON.stringify({ pid: 4_194_303, 'process-start-time': 1 }));
  t.equal(await letRun(paths, 'crun', never), false, 'its process has gone');
  await writeFile(paths.crunState, JSON.stringify({ pid: process.pid, 'process-start-time': await startOf(process.pid) }));
  t.equal(await letRun(paths, 'crun', never), true, 'it runs, and waits no more');
  t.match(await readContainerState(paths), { state: 'running' });
});

async function folder(t: Pick<Tap, 'teardown'>): Promise<ServerPaths> {
  const dir = await mkdtemp(join(tmpdir(), 'sampan-state-'));
  t.teardown(() => rm(dir, { recursive: true, force: true }));
  const paths = serverPaths({ stateDir: dir, runDir: dir }, 's1');
  await mkdir(paths.runtimeState, { recursive: true });
  return paths;
}

type Tap = typeof t;

async function startOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]);
}
