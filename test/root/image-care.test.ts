/** The image service under a collection ten times a second, and on a disk that is full. */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import t from 'tap';
import { chainIds } from '../../image-service/layers/chain-id.ts';
import { chunked, startTestService } from '../image-service/kit.ts';
import { dockerImage, layersOf, sha256, tarOf } from '../kit/images.ts';
import type { BuiltImage } from '../kit/images.ts';

t.test('13.7 five hundred rounds of push, pull and delete of shared layers, collected ten times a second', { timeout: 120_000 }, async (t) => {
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

for (const [what, minFreeMib] of [['with the reserve that stays free', '8'], ['to its last byte', '0']] as const) {
  t.test(`a full disk, ${what}, is answered with 507, and the service goes on clean`, async (t) => {
    const disk = await mkdtemp(join(tmpdir(), 'sampan-full-'));
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=32m', 'sampan-test', disk]);
    t.teardown(async () => {
      execFileSync('umount', [disk]);
      await rm(disk, { recursive: true, force: true });
    });
    await t.test('an upload that does not fit', async (t) => {
      const test = await startTestService(t, { stateDir: join(disk, 'state'), config: { minFreeMib } });
      const client = test.client();
      const small = await dockerImage(await layersOf(['small']));
      await test.upload(small.archive);
      const large = await tarOf([{ name: 'large', body: randomBytes(45_000_000) }]);
      const { body: image } = await client.call('createImage', { body: { name: 'large', container_format: 'docker', disk_format: 'raw' } as never });
      const full = { code: 'disk-full', message: /disk (is full|has room for)/ };
      await t.rejects(client.stream('uploadImage', { path: { id: image.id }, body: chunked(large, 500_000) }), full, 'of unknown length');
      const declared = { path: { id: image.id }, headers: { 'x-openstack-image-size': String(large.length) } };
      await t.rejects(client.stream('uploadImage', { ...declared, body: chunked(large, 500_000) }), full, 'of a length that is said before');
      t.match((await client.call('getImage', { path: { id: image.id } })).body, { status: 'queued', status_reason: /disk/ });
      t.same(await readdir(join(test.stateDir, 'blobs', 'stage')), []);
      t.match((await client.call('getUsage', {})).body, { images: 2, reserved_bytes: 0, uploads: 0 });
      t.equal((await client.call('getImage', { path: { id: await test.upload(small.archive) } })).body.status, 'active', 'what fits is taken');
      await test.service.collect();
      t.equal((await test.objects()).length, 3);
    });
  });
}
