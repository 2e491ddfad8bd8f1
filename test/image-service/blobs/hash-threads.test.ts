import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { HashThreads } from '../../../image-service/blobs/hash-threads.ts';
import { Slabs } from '../../../image-service/blobs/slabs.ts';
import { sha256 } from '../../kit/images.ts';

t.test('a thread goes on with the hash of what a file holds, and says what it cannot read', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'sampan-hash-'));
  const file = await open(join(folder, 'file'), 'wx+');
  t.teardown(async () => {
    await file.close();
    await rm(folder, { recursive: true, force: true });
  });
  await file.writeFile('in the file, ');
  const threads = new HashThreads({ most: 1, idleMs: 0 });
  const hashes = [13, 13, 14].map((bytes) => threads.begin(file.fd, bytes));
  const [one, two, short] = hashes as [typeof hashes[0] & object, typeof hashes[0] & object, typeof hashes[0] & object];
  await Promise.all([one.update(Buffer.from('and behind')), two.update(Buffer.from('or '))]);
  await two.update(Buffer.from('elsewhere'));
  t.equal(await one.digest(), sha256('in the file, and behind').slice(7));
  t.equal(await two.digest(), sha256('in the file, or elsewhere').slice(7));
  await t.rejects(short.update(Buffer.from('x')), { message: /ends at 13, before 14/ });
  await t.rejects(short.digest());
  // The thread ended when nobody needed it; another comes.
  t.equal(await threads.begin(file.fd, 13).digest(), sha256('in the file, ').slice(7));
});

t.test('slabs are lent in the order of asking, and never more than there are', async (t) => {
  const slabs = new Slabs(2);
  const [one, two] = [await slabs.take(), await slabs.take()];
  const order: string[] = [];
  const third = slabs.take().then((slab) => (order.push('third'), slab));
  const fourth = slabs.take().then((slab) => (order.push('fourth'), slab));
  slabs.give(one);
  slabs.give(two);
  t.same([await third, await fourth].map((slab) => [one, two].indexOf(slab)), [0, 1]);
  t.same(order, ['third', 'fourth']);
});
