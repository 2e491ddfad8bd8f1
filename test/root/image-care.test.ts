import { buffer } from 'node:stream/consumers';
import t from 'tap';
import { chainIds } from '../../image-service/layers/chain-id.ts';
import { startTestService } from '../image-service/kit.ts';
import { dockerImage, layersOf, sha256 } from '../kit/images.ts';
import type { BuiltImage } from '../kit/images.ts';

t.test('five hundred rounds of push, pull and delete of shared layers, collected ten times a second', { timeout: 120_000 }, async (t) => {
  const rounds = 500;
  const test = await startTestService(t);
  const [base, ...tops] = (await layersOf(['base', 'a', 'b', 'c', 'd'])) as [Buffer, ...Buffer[]];
  const archives = await Promise.all(tops.map((top) => dockerImage([base, top])));
  const client = test.client();
  const host = test.client({ userId: 'host-1', roles: ['host'] });
  const failures: unknown[] = [];
  const timer = setInterval(() => void test.service.collect().catch((error: unknown) => failures.push(error)), 100);
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let round = next++; round < rounds; round = next++) {
      const built = archives[round % archives.length] as BuiltImage;
      try {
        const id = await test.upload(built.archive);
        const layerId = chainIds(built.diffIds).at(-1) ?? '';
        const { body: plan } = await host.call('createPullPlan', { body: { image_id: id, layer_id: layerId, have: [] } });
        // The image goes while the host pulls: its lease alone keeps the layers.
        await client.call('deleteImage', { path: { id } });
        for (const { id: layer, digest } of plan.layers) {
          const bytes = await buffer((await host.stream('downloadLayer', { path: { id: layer } })).body);
          if (sha256(bytes) !== digest) throw new Error(`round ${round}: ${layer} came damaged`);
        }
        await host.call('deleteLease', { path: { id: plan.lease_id } });
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: 6 }, worker));
  clearInterval(timer);
  await test.service.collect();
  t.same(failures, []);
  await test.service.collect();
  t.same(await test.objects(), []);
  t.match((await client.call('getUsage', {})).body, { used_bytes: 0, reserved_bytes: 0 });
});
