/**
 * What lists of servers cost over HTTP: all of a project with 1,000 servers, in detail and by name only, pages of 20 of them,
 * and pages of 100, the first and one in the middle, in a region that has `SERVERS` of them (100,000 unless told). Rows are written directly; prints one JSON line.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase, inTransaction } from '../../openapi/serve/db.ts';
import { insertServers } from '../../region/servers/server-store.ts';
import { rawCompute } from '../kit/raw-api.ts';
import { startRegionWorld } from '../kit/region-world.ts';
import { serverRow } from '../region/servers/server-row.ts';
import { median, round } from './figures.ts';

const total = Number(process.env['SERVERS'] ?? 100_000);
const folder = await mkdtemp(join(tmpdir(), 'sampan-bench-'));
const databaseUrl = `sqlite:${join(folder, 'region.db')}`;
const world = await startRegionWorld({ databaseUrl, config: { validateResponses: 'false' } });
const projectId = (await world.demo.tokens.current()).body.project?.id ?? '';
const db = openDatabase(databaseUrl);
const at = (index: number): string => new Date(Date.parse('2026-01-01T00:00:00Z') + index * 1000).toISOString();
// The project's own stand among those of a hundred others.
for (let start = 0; start < total; start += 200) {
  const rows = Array.from({ length: 200 }, (_, offset) => {
    const index = start + offset;
    const own = index % Math.max(1, Math.floor(total / 1000)) === 0;
    return serverRow({ projectId: own ? projectId : `p${index % 100}`, name: `s${index}`, createdAt: at(index), updatedAt: at(index), hostId: `h${index % 500}` });
  });
  await inTransaction(db, (trx) => insertServers(trx, rows));
}
await db.destroy();

const demo = rawCompute(world, world.demo);
const admin = rawCompute(world, world.admin);
const all = await timed(() => demo('GET', '/servers/detail?limit=1000'));
const names = await timed(() => demo('GET', '/servers?limit=1000'));
const small = await timed(() => demo('GET', '/servers/detail?limit=20'));
const page = await timed(() => admin('GET', '/servers/detail?all_tenants=1&limit=100'));
const { servers } = (await admin('GET', '/servers?all_tenants=1&limit=1000')).body as { servers: { id: string }[] };
const later = await timed(() => admin('GET', `/servers/detail?all_tenants=1&limit=100&marker=${servers.at(-1)?.id}`));
process.stdout.write(`${JSON.stringify({
  bench: 'server-list', servers: total, own_1000_detail_ms: round(all.ms), own_1000_detail_cpu_ms: round(all.cpuMs), own_1000_ms: round(names.ms), own_20_detail_ms: round(small.ms), own_20_detail_cpu_ms: round(small.cpuMs),
  page_100_detail_ms: round(page.ms), later_page_100_detail_ms: round(later.ms),
  node: process.version, cpu: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`,
})}\n`);
await world.stop();
await rm(folder, { recursive: true, force: true });

/** The medians of 15 after 3 that warm up: what passed, and what both ends of the wire used of a processor, which other load hardly changes. */
async function timed(work: () => Promise<{ status: number; body: unknown }>): Promise<{ ms: number; cpuMs: number }> {
  const times: number[] = [];
  const used: number[] = [];
  for (let count = 0; count < 18; count += 1) {
    const from = performance.now();
    const before = process.cpuUsage();
    const { status, body } = await work();
    if (status !== 200) throw new Error(`a list answered ${status}: ${JSON.stringify(body).slice(0, 200)}`);
    times.push(performance.now() - from);
    const { user, system } = process.cpuUsage(before);
    used.push((user + system) / 1000);
  }
  return { ms: median(times.slice(3)), cpuMs: median(used.slice(3)) };
}
