import t from 'tap';
import { buffer } from 'node:stream/consumers';
import { chainIds } from '../../../image-service/layers/chain-id.ts';
import type { Db } from '../../../openapi/serve/db.ts';
import { imageSchema } from '../../kit/image-schema.ts';
import { dockerImage, layersOf, sha256 } from '../../kit/images.ts';
import { startTestService } from '../kit.ts';

const contentTables = ['layers', 'diff_blobs', 'diffs', 'blobs', 'garbage', 'leases', 'lease_refs', 'uploads'];

async function rowCounts(db: Db): Promise<Record<string, number>> {
  const counts = await Promise.all(contentTables.map(async (table) => [table, Number(((await db(table).count({ count: '*' })) as { count: number }[])[0]?.count)] as const));
  return Object.fromEntries(counts.filter(([, count]) => count > 0));
}

await imageSchema.forEach(t, 'layers go from the top down to the first that is still used', async (t, db, database) => {
  const test = await startTestService(t, { databaseUrl: database.url });
  const [base, one, two] = (await layersOf(['base', 'one', 'two'])) as [Buffer, Buffer, Buffer];
  const first = await test.upload((await dockerImage([base, one])).archive);
  const second = await test.upload((await dockerImage([base, two])).archive);
  await test.client().call('deleteImage', { path: { id: first } });
  await test.service.collect();
  const left = ((await db('layers').orderBy('depth').select('id')) as { id: string }[]).map(({ id }) => id);
  t.same(left, chainIds([base, two].map(sha256)));
  const objects = await test.objects();
  t.equal(objects.length, 4, 'two layers, a configuration, a manifest');
  t.same(objects, ((await db('blobs').select('store_key')) as { store_key: string }[]).map((row) => row.store_key).sort());
  await test.client().call('deleteImage', { path: { id: second } });
  await test.service.collect();
  t.same([await rowCounts(db), await test.objects()], [{}, []]);
});

await imageSchema.forEach(t, 'what a reader protects stays until that ends', async (t, db, database) => {
  let time = Date.now();
  const test = await startTestService(t, { databaseUrl: database.url, parts: { now: () => new Date(time) } });
  const image = await test.upload((await dockerImage(await layersOf(['base']))).archive);
  await buffer((await test.client().stream('downloadImage', { path: { id: image } })).body);
  await test.client().call('deleteImage', { path: { id: image } });
  await test.service.collect();
  t.same(await rowCounts(db), { blobs: 3 }, 'no layer, but the bytes');
  time += 59 * 60_000;
  await test.service.collect();
  t.equal((await test.objects()).length, 3);
  time += 2 * 60_000;
  await test.service.collect();
  t.same([await rowCounts(db), await test.objects()], [{}, []]);
});

await imageSchema.forEach(t, 'uploads and deletions of shared layers never lose what is used, and leave nothing', async (t, db, database) => {
  const test = await startTestService(t, { databaseUrl: database.url });
  const [base, ...tops] = (await layersOf(['base', 'a', 'b', 'c'])) as [Buffer, ...Buffer[]];
  const archives = await Promise.all(tops.map((top) => dockerImage([base, top])));
  let busy = true;
  const collecting = (async () => {
    while (busy) {
      await test.service.collect();
      await new Promise((resolve) => setTimeout(resolve, 3));
    }
  })();
  const worker = async (number: number): Promise<void> => {
    for (let round = 0; round < 4; round += 1) {
      const built = archives[(number + round) % archives.length];
      const id = await test.upload(built?.archive ?? Buffer.alloc(0));
      const { body: image } = await test.client().call('getImage', { path: { id } });
      const bytes = await Promise.all(
        chainIds(built?.diffIds ?? []).map(async (layer) => sha256(await buffer((await test.client().stream('downloadLayer', { path: { id: layer } })).body))),
      );
      t.same(bytes, built?.diffIds, `${image.status}: every layer is whole`);
      await test.client().call('deleteImage', { path: { id } });
    }
  };
  await Promise.all(Array.from({ length: 4 }, (_, number) => worker(number)));
  busy = false;
  await collecting;
  await test.service.collect();
  t.same([await rowCounts(db), await test.objects()], [{}, []]);
});

await imageSchema.forEach(t, 'what lost its last use stays for the delay, and what comes back within it is not stored anew', async (t, db, database) => {
  let time = Date.now();
  const test = await startTestService(t, { databaseUrl: database.url, config: { gcDelayS: '3600' }, parts: { now: () => new Date(time) } });
  const built = await dockerImage(await layersOf(['base', 'middle', 'top']));
  const care = test.client({ projectId: 'admin', userId: 'admin', roles: ['admin', 'member', 'reader'] });
  const first = await test.upload(built.archive);
  const objects = await test.objects();
  await test.client().call('deleteImage', { path: { id: first } });
  t.same(await test.service.collect(), { layers: 0, blobs: 0, bytes: 0 });
  t.same((await care.call('collectGarbage', { body: { dry_run: true } })).body, { dry_run: true, layers: 0, blobs: 0, bytes: 0 });
  const foreseen = (await care.call('collectGarbage', { body: { dry_run: true, delay_s: 0 } })).body;
  t.match(foreseen, { layers: 3, blobs: 5 });
  t.same(await test.objects(), objects, 'foreseeing changes nothing');
  t.equal((await rowCounts(db))['layers'], 3);
  const second = await test.upload(built.archive);
  await test.service.collect();
  t.same(await test.objects(), objects);
  time += 3_700_000;
  t.same(await test.service.collect(), { layers: 0, blobs: 0, bytes: 0 }, 'it is used again');
  await test.client().call('deleteImage', { path: { id: second } });
  time += 3_700_000;
  await test.service.collect();
  t.same([await rowCounts(db), await test.objects()], [{}, []], 'the whole chain after one delay');
});
