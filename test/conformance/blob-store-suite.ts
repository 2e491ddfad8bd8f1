import { randomBytes, randomUUID } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import type { Test } from 'tap';
import type { BlobStore } from '../../image-service/blobs/blob-store.ts';
import { sha256 } from '../kit/images.ts';

export interface StoreUnderTest {
  store: BlobStore;
  /** The same store as another process would find it after this one was killed. */
  reopen(): Promise<BlobStore>;
}

/** What every blob store must keep (image-service/blobs/blob-store.ts); `open` makes an empty one. */
export async function blobStoreSuite(t: Test, open: (t: Test) => Promise<StoreUnderTest>): Promise<void> {
  const keysOf = async (store: BlobStore): Promise<string[]> => {
    const keys: string[] = [];
    for await (const key of store.keys()) keys.push(key);
    return keys.sort();
  };
  const put = async (store: BlobStore, bytes: Buffer, pieceBytes = 65_536): Promise<string> => {
    const stage = await store.stage();
    for (let at = 0; at < bytes.length; at += pieceBytes) await stage.append(bytes.subarray(at, at + pieceBytes));
    await stage.finish();
    await stage.publish();
    await stage.discard();
    return stage.key;
  };

  await t.test('what was published is read back, whole and in ranges', async (t) => {
    const { store } = await open(t);
    for (const size of [0, 1, 1000, 1_048_576, 3_000_001, 20_000_003]) {
      const bytes = randomBytes(size);
      const key = await put(store, bytes, size > 1000 ? 77_777 : 3);
      t.ok(bytes.equals(await buffer(await store.read(key))), `${size} bytes`);
      t.ok(sha256(bytes).endsWith(key.split('.')[0] ?? ''), `the digest of ${size} bytes`);
      if (size < 1000) continue;
      t.ok(bytes.subarray(10, 501).equals(await buffer(await store.read(key, { first: 10, last: 500 }))), `a range of ${size} bytes`);
      t.ok(bytes.subarray(size - 1).equals(await buffer(await store.read(key, { first: size - 1, last: size - 1 }))));
    }
  });

  await t.test('a stage tells digest and size, and can be read before it is published', async (t) => {
    const { store } = await open(t);
    const bytes = randomBytes(2_500_000);
    const stage = await store.stage();
    await stage.append(bytes.subarray(0, 2_000_000));
    await stage.append(bytes.subarray(2_000_000));
    t.equal(stage.size, bytes.length);
    t.throws(() => stage.key, 'no key before the end');
    t.same(await stage.finish(), { digest: sha256(bytes), size: bytes.length });
    t.same(await stage.finish(), { digest: sha256(bytes), size: bytes.length }, 'again');
    const parts: Buffer[] = [];
    for await (const part of stage.read(1_500_000, 700_000)) parts.push(part);
    t.ok(bytes.subarray(1_500_000, 2_200_000).equals(Buffer.concat(parts)));
    t.same(await keysOf(store), [], 'nobody sees it yet');
    await stage.discard();
    await stage.discard();
    t.same(await keysOf(store), []);
  });

  await t.test('the same bytes twice are two objects; removing one leaves the other', async (t) => {
    const { store } = await open(t);
    const bytes = randomBytes(10_000);
    const [one, two] = [await put(store, bytes), await put(store, bytes)];
    t.not(one, two);
    await store.remove(one);
    await store.remove(one);
    t.same(await keysOf(store), [two]);
    t.ok(bytes.equals(await buffer(await store.read(two))));
    await t.rejects(store.read(one), { code: 'not-found' });
  });

  await t.test('a reader that has begun is not disturbed by removal', async (t) => {
    const { store } = await open(t);
    const bytes = randomBytes(5_000_000);
    const key = await put(store, bytes);
    const reading = await store.read(key);
    await store.remove(key);
    t.ok(bytes.equals(await buffer(reading)));
  });

  await t.test('many writers at once do not mix', async (t) => {
    const { store } = await open(t);
    const all = Array.from({ length: 12 }, (_, index) => randomBytes(index < 6 ? 300_000 : 10_000_000));
    const keys = await Promise.all(all.map((bytes) => put(store, bytes, 40_000)));
    for (const [index, key] of keys.entries()) t.ok(all[index]?.equals(await buffer(await store.read(key))));
  });

  await t.test('after a crash, what was published is there and what was only staged goes', async (t) => {
    const { store, reopen } = await open(t);
    const bytes = randomBytes(10_000);
    const key = await put(store, bytes);
    const staged = await store.stage();
    await staged.append(randomBytes(2_000_000));
    const finished = await store.stage();
    await finished.append(bytes);
    await finished.finish();
    const again = await reopen();
    t.equal(await again.sweepStages(), 2);
    t.equal(await again.sweepStages(), 0);
    t.same(await keysOf(again), [key]);
    t.ok(bytes.equals(await buffer(await again.read(key))));
    await Promise.all([staged.discard(), finished.discard()]);
  });

  await t.test('a kept stage goes on where a crash, or a pause, left it', async (t) => {
    const { store, reopen } = await open(t);
    const id = randomUUID();
    const bytes = randomBytes(6_000_000);
    const first = await store.resume(id);
    await first.append(bytes.subarray(0, 2_500_000));
    t.equal(await first.checkpoint(), 2_500_000);
    const again = await reopen();
    t.equal(await again.sweepStages(), 0, 'it is not swept');
    t.same(await again.keptStages(), [id]);
    const second = await again.resume(id);
    t.equal(second.size, 2_500_000);
    await second.append(bytes.subarray(2_500_000, 4_000_000));
    await second.suspend();
    await second.suspend();
    const third = await again.resume(id, 3_000_000);
    t.equal(third.size, 3_000_000, 'what is not to be trusted is cut off');
    await third.append(bytes.subarray(3_000_000));
    t.same(await third.finish(), { digest: sha256(bytes), size: bytes.length });
    await third.publish();
    t.ok(bytes.equals(await buffer(await again.read(third.key))));
    await third.discard();
    t.same(await again.keptStages(), []);
    t.equal((await keysOf(again)).length, 1, 'what was published stays');
    await first.discard();
  });

  await t.test('what is kept goes when it is forgotten', async (t) => {
    const { store } = await open(t);
    const id = randomUUID();
    const stage = await store.resume(id);
    await stage.append(randomBytes(10));
    await stage.suspend();
    await store.forget(id);
    await store.forget(id);
    t.same(await store.keptStages(), []);
    const empty = await store.resume(id);
    t.equal(empty.size, 0);
    await empty.discard();
  });
}
