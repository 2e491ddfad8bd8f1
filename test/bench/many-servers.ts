/**
 * Many containers, 8 orders under way at once: milliseconds each from order to ACTIVE and from deletion to gone, the list of
 * all of them, and the memory that supervising one takes: the proportional set size (proc(5), smaps_rollup) of its conmon and its
 * share of the host-server's helper. Bare `runc run` 8 wide stands beside. Needs root, the cloud of the OS_* variables on this
 * machine with its SAMPAN_RUN, a quota that takes them (`sampan quota set`), and a region that promises as many processors
 * (SAMPAN_REGION_VCPUS_PERCENT).
 *
 *   eval "$(./sampan env demo)"; node --import=tsx test/bench/many-servers.ts [COUNT] [IMAGE] [FLAVOR]
 *
 * Prints one JSON line.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { openCloud } from '../../client/sdk/open-cloud.ts';
import { watchServers } from '../../client/sdk/wait-for-server.ts';
import { flavorIdOf, imageIdOf } from '../kit/server-cycles.ts';
import { bareRunc } from './bare-runc.ts';
import { median, round } from './figures.ts';

const [countText = '100', image = 'busybox', flavor = 'm1.nano'] = process.argv.slice(2);
const count = Number(countText);
const { SAMPAN_RUN: run } = process.env;
if (run === undefined) throw new Error('SAMPAN_RUN says where the cloud is.');
const cloud = await openCloud();
const order = { imageRef: await imageIdOf(cloud, image), flavorRef: await flavorIdOf(cloud, flavor) };
const watch = await watchServers(cloud, { timeoutMs: 600_000 });
const servers: { id: string; name: string }[] = [];

const bare = await wide(count, () => bareRunc());
const created = await wide(count, async (index) => {
  const name = `many-${index}`;
  const reply = await cloud.compute.call('createServer', { body: { server: { name, ...order } } });
  const server = { id: reply.body.server?.id ?? '', name };
  servers.push(server);
  await watch.done({ ...server, requestId: reply.headers['x-openstack-request-id'] ?? '' }, 'ACTIVE');
});
const lists: number[] = [];
for (let tries = 0; tries < 7; tries += 1) {
  const from = performance.now();
  await cloud.compute.call('listServersDetail', { query: { limit: count } });
  lists.push(performance.now() - from);
}
const supervision = superviseKib(run, new Set(servers.map(({ id }) => id)));
const deleted = await wide(count, async (index) => {
  const server = servers[index];
  if (!server) return;
  const reply = await cloud.compute.call('deleteServer', { path: { id: server.id } });
  await watch.done({ ...server, requestId: reply.headers['x-openstack-request-id'] ?? '' }, 'gone');
});
watch.close();
cloud.close();
process.stdout.write(`${JSON.stringify({
  bench: 'many-servers', count, width: 8, create_ms_each: round(created), delete_ms_each: round(deleted), bare_runc_ms_each: round(bare), create_to_bare_runc: round(created / bare),
  list_all_detail_ms: round(median(lists)), conmon_kib_each: round(supervision.conmonKib), helper_kib_each: round(supervision.helperKib),
})}\n`);

/** What one took on average, 8 at once. */
async function wide(times: number, work: (index: number) => Promise<unknown>): Promise<number> {
  const from = performance.now();
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < times) await work(next++);
  };
  await Promise.all(Array.from({ length: 8 }, lane));
  return (performance.now() - from) / times;
}

function superviseKib(runDir: string, ids: ReadonlySet<string>): { conmonKib: number; helperKib: number } {
  const processes = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map((pid) => ({ pid, words: readIfThere(`/proc/${pid}/cmdline`).split('\0') }));
  const conmons = processes.filter(({ words }) => words[0] === 'conmon' && ids.has(words[words.indexOf('--cid') + 1] ?? ''));
  const hostPid = readFileSync(`${runDir}/pids/host-server`, 'utf8').split(' ')[0] ?? '';
  const helpers = processes.filter(({ pid }) => new RegExp(`^PPid:\\s*${hostPid}$`, 'm').test(readIfThere(`/proc/${pid}/status`)));
  const sum = (list: readonly { pid: string }[]): number => list.reduce((total, { pid }) => total + pssKib(pid), 0);
  return { conmonKib: sum(conmons) / conmons.length, helperKib: sum(helpers) / ids.size };
}

function pssKib(pid: string): number {
  return Number(/^Pss:\s+(\d+) kB$/m.exec(readIfThere(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0);
}

/** Processes go while they are looked at. */
function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ESRCH', 'EACCES'].includes((error as NodeJS.ErrnoException).code ?? '')) return '';
    throw error;
  }
}
