/**
 * The registry's door under a collection ten times a second, and with the service killed in the middle of pushes. The
 * seed of the instants is printed; SAMPAN_TEST_SEED gives it again.
 */
import { randomBytes, randomInt } from 'node:crypto';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { isCollected, requireClean, settled, startImageProcess } from '../image-service/image-process.ts';
import type { ImageProcess } from '../image-service/image-process.ts';
import { startTestService, startTokenServer } from '../image-service/kit.ts';
import { manifestOf, registryClient } from '../image-service/registry/registry-kit.ts';
import type { RegistryClient } from '../image-service/registry/registry-kit.ts';
import { layersOf, sha256, tarOf } from '../kit/images.ts';

t.test('13.7 five hundred rounds of registry push, pull and delete, collected ten times a second', { timeout: 240_000 }, async (t) => {
  let nowMs = Date.now();
  // In memory: four thousand transactions that wait for a disk would measure the disk.
  const stateDir = await mkdtemp('/dev/shm/sampan-registry-');
  const test = await startTestService(t, { stateDir, parts: { now: () => new Date(nowMs) } });
  const [base, ...tops] = (await layersOf(['base', 'a', 'b', 'c', 'd'])) as [Buffer, ...Buffer[]];
  const manifests = tops.map((top) => manifestOf([base, top]));
  const wrong: string[] = [];
  const timer = setInterval(() => void test.service.collect().catch((error: unknown) => wrong.push(String(error))), 100);
  t.teardown(() => clearInterval(timer));
  let next = 0;
  const worker = async (name: string): Promise<void> => {
    const client = registryClient(t, test);
    const expect = (what: string, status: number, wanted: number): void => {
      if (status !== wanted) wrong.push(`${what}: ${status}`);
    };
    for (let round = next++; round < 500; round = next++) {
      const manifest = manifests[round % manifests.length] as (typeof manifests)[number];
      for (const blob of [...manifest.layers, manifest.config]) {
        const digest = sha256(blob);
        // As clients do: what the registry says it has is not sent.
        if ((await client.call('HEAD', `/v2/${name}/blobs/${digest}`)).status === 200) continue;
        expect('push', (await client.call('POST', `/v2/${name}/blobs/uploads/?digest=${digest}`, { body: blob })).status, 201);
      }
      expect('manifest', (await client.pushManifest(name, 'latest', manifest)).status, 201);
      const pulled = await client.call('GET', `/v2/${name}/manifests/latest`);
      expect('pull', pulled.status, 200);
      for (const { digest } of (pulled.json['layers'] ?? []) as { digest: string }[]) {
        const blob = await client.call('GET', `/v2/${name}/blobs/${digest}`);
        if (blob.status === 200 && sha256(blob.bytes) !== digest) wrong.push(`round ${round}: ${digest} came damaged`);
        expect('layer', blob.status, 200);
      }
      // The other repositories have the same layers, in every state of coming and going.
      expect('delete', (await client.call('DELETE', `/v2/${name}/manifests/${manifest.digest}`)).status, 202);
    }
  };
  await Promise.all(Array.from({ length: 6 }, (_, index) => worker(`project-a/app-${index}`)));
  clearInterval(timer);
  t.same(wrong, []);
  // What anybody was told of stays for an hour.
  nowMs += 2 * 3_600_000;
  await test.service.collect();
  await test.service.collect();
  t.same(await test.objects(), []);
  t.match((await test.client().call('getUsage', {})).body, { used_bytes: 0, reserved_bytes: 0 });
});

t.test('13.5 killed at twenty random offsets, a push goes on and its image is whole', { timeout: 240_000 }, async (t) => {
  const seed = Number(process.env['SAMPAN_TEST_SEED'] ?? randomInt(2 ** 31));
  t.comment(`SAMPAN_TEST_SEED=${seed}`);
  const tokens = await startTokenServer();
  const stateDir = await mkdtemp(join(tmpdir(), 'sampan-registry-kill-'));
  const settings = { SAMPAN_IMAGE_GC_DELAY_S: '0' };
  let running: ImageProcess = await startImageProcess(tokens, stateDir, settings);
  t.teardown(async () => {
    await running.kill();
    await tokens.close();
    await rm(stateDir, { recursive: true, force: true });
  });
  const name = 'project-a/app';
  const layer = await tarOf([{ name: 'file', body: randomBytes(24_000_000) }]);
  const registry = (): RegistryClient => registryClient(t, { tokens, service: { url: running.url } });
  const place = (await registry().call('POST', `/v2/${name}/blobs/uploads/`)).headers.get('location') ?? '';
  const kept = join(stateDir, 'blobs', 'kept', place.split('/').at(-1) ?? '');
  const offsetOf = async (): Promise<number> => {
    const range = (await registry().call('GET', place)).headers.get('range') ?? '';
    const last = Number(range.split('-')[1]);
    return last === 0 ? 0 : last + 1;
  };
  let random = seed;
  let from = 0;
  for (let round = 0; round < 20; round += 1) {
    random = (Math.imul(random, 1_103_515_245) + 12_345) >>> 0;
    // Of what the file shows: the service gathers a mebibyte before it writes.
    const until = from + 100_000 + (random % 1_000_000);
    const sending = request(`${running.url}${place}`, { method: 'PATCH', headers: { 'X-Auth-Token': tokens.token({}), 'Transfer-Encoding': 'chunked' } });
    sending.on('error', () => undefined);
    sending.write(layer.subarray(from, until + 1_100_000));
    await settled(async () => (await stat(kept).catch(() => ({ size: 0 }))).size >= Math.min(until, from + 1_000_000));
    await running.kill();
    running = await startImageProcess(tokens, stateDir, settings);
    const there = await offsetOf();
    if (there < from) t.fail(`round ${round}: ${there} bytes after ${from}`);
    from = there;
  }
  t.ok(from > 0 && from < layer.length, `${from} bytes came in pieces`);
  t.ok((await running.client.call('getUsage', {})).body.reserved_bytes >= from, 'their place in the quota is kept');
  const done = await registry().call('PUT', `${place}?digest=${sha256(layer)}`, { body: layer.subarray(from) });
  t.equal(done.status, 201, done.bytes.toString());
  const manifest = manifestOf([layer], { plain: true });
  await registry().pushBlob(name, manifest.config);
  t.equal((await registry().pushManifest(name, '1', manifest)).status, 201);
  t.ok((await registry().call('GET', `/v2/${name}/blobs/${sha256(layer)}`)).bytes.equals(layer));
  await settled(() => isCollected(stateDir));
  await requireClean(t, stateDir, 'at the end');
  t.same(await readdir(join(stateDir, 'blobs', 'kept')), []);
});
