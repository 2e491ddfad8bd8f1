import t from 'tap';
import { inTransaction } from '../../../openapi/serve/db.ts';
import { realAmbient } from '../../../region/ambient.ts';
import { selectHost } from '../../../region/hosts/host-store.ts';
import type { Host } from '../../../region/hosts/host-store.ts';
import { noValidHost } from '../../../region/scheduler/explain.ts';
import { filterHosts } from '../../../region/scheduler/filters.ts';
import { pickHost } from '../../../region/scheduler/pick-host.ts';
import { rankHosts } from '../../../region/scheduler/weighers.ts';
import { addHost, forEachRegionDatabase, fulfilled, reasons, times } from '../store-world.ts';

const settings = { ratios: { vcpusPercent: 1600, memoryPercent: 100, diskPercent: 100 }, downAfterMs: 60_000 };
const need = { kind: 'container' as const, architecture: null, size: { vcpus: 1, memoryMib: 64, diskGib: 1 } };

void forEachRegionDatabase(t, 'fifty parallel picks over a host with room for ten: ten get it, the others hear why', async (t, db) => {
  const id = await addHost(db, { vcpus: 100, memoryMib: 640, diskGib: 1000 });
  const outcomes = await times(50, () => inTransaction(db, (trx) => pickHost(trx, need, { ambient: realAmbient, settings })));
  t.equal(fulfilled(outcomes).length, 10);
  for (const reason of reasons(outcomes)) t.match(reason, { code: 'no-valid-host' });
  t.match(await selectHost(db, id), { claimed: { vcpus: 10, memoryMib: 640, diskGib: 10 }, servers: 10 });
});

void forEachRegionDatabase(t, 'servers spread over hosts of one size', async (t, db) => {
  for (let count = 0; count < 3; count += 1) await addHost(db, { vcpus: 100, memoryMib: 6400, diskGib: 1000 });
  const picked: Record<string, number> = {};
  for (let count = 0; count < 9; count += 1) {
    const host = await inTransaction(db, (trx) => pickHost(trx, need, { ambient: realAmbient, settings }));
    picked[host.id] = (picked[host.id] ?? 0) + 1;
  }
  t.same(Object.values(picked), [3, 3, 3]);
});

void t.test('a host is counted for the first filter that refuses it', async (t) => {
  const now = Date.parse('2026-11-21T00:00:00Z');
  const host = (change: Partial<Host>): Host => ({
    id: 'h', name: 'h', url: '', userId: '', state: 'up', enabled: true, disabledReason: null, kinds: ['container'], architecture: 'amd64', version: null,
    capacity: { vcpus: 4, memoryMib: 1024, diskGib: 10 }, claimed: { vcpus: 0, memoryMib: 0, diskGib: 0 }, servers: 0,
    zone: null, forcedDown: false, bootedAt: null, loadAverage: null, joinedAt: '', heartbeatAt: '2026-11-20T23:59:59Z', tunnelIp: null, ...change,
  });
  const cases: [string, Partial<Host>][] = [
    ['enabled', { enabled: false, state: 'down' }],
    ['up', { state: 'down' }],
    ['up', { heartbeatAt: '2026-11-20T23:00:00Z' }],
    ['up', { heartbeatAt: null }],
    ['up', { forcedDown: true }],
    ['kind', { kinds: ['vm'] }],
    ['architecture', { architecture: 'arm64' }],
    ['vcpus', { claimed: { vcpus: 64, memoryMib: 0, diskGib: 0 } }],
    ['memory', { claimed: { vcpus: 63, memoryMib: 961, diskGib: 0 } }],
    ['disk', { claimed: { vcpus: 63, memoryMib: 960, diskGib: 10 } }],
  ];
  for (const [name, change] of cases) t.same(filterHosts([host(change)], { ...need, architecture: 'x86_64' }, settings, now), { fit: [], refused: { [name]: 1 } }, name);
  t.equal(filterHosts([host({ claimed: { vcpus: 63, memoryMib: 960, diskGib: 9 } })], need, settings, now).fit.length, 1, 'the last bit of room is used');

  const ranked = rankHosts([host({ id: 'full', claimed: { vcpus: 0, memoryMib: 512, diskGib: 0 } }), host({ id: 'busy', servers: 5 }), host({ id: 'free' })], need, () => 0);
  t.same(ranked.map(({ id }) => id), ['free', 'busy', 'full']);
  t.match(noValidHost(need, 3, { refused: { up: 1, memory: 2 } }).message, /of 3 hosts refused for being down: 1, too little free memory: 2\. Choose a smaller flavor/);
});
