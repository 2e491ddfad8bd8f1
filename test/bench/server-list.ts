/**
 * What lists of servers cost over HTTP: all of a project with 1,000 servers in detail, and pages of 100, the first and one
 * in the middle, in a region that has `SERVERS` of them (100,000 unless told). Rows are written directly; prints one JSON line.
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
const page = await timed(() => admin('GET', '/servers/detail?all_tenants=1&limit=100'));
const { servers } = (await admin('GET', '/servers?all_tenants=1&limit=1000')).body as { servers: { id: string }[] };
const later = await timed(() => admin('GET', `/servers/detail?all_tenants=1&limit=100&marker=${servers.at(-1)?.id}`));
process.stdout.write(`${JSON.stringify({
  bench: 'server-list', servers: total, own_1000_detail_ms: round(all), page_100_detail_ms: round(page), later_page_100_detail_ms: round(later),
  node: process.version, cpu: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`,
})}\n`);
await world.stop();
await rm(folder, { recursive: true, force: true });

/** The median of 15 in milliseconds, after 3 that warm up. */
async function timed(work: () => Promise<{ status: number; body: unknown }>): Promise<number> {
  const times: number[] = [];
  for (let count = 0; count < 18; count += 1) {
    const from = performance.now();
    const { status, body } = await work();
    if (status !== 200) throw new Error(`a list answered ${status}: ${JSON.stringify(body).slice(0, 200)}`);
    times.push(performance.now() - from);
  }
  return median(times.slice(3));
}
