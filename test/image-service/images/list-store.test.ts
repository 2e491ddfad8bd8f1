import { randomUUID } from 'node:crypto';
import t from 'tap';
import { readImageQuery } from '../../../image-service/images/image-query.ts';
import { insertImage, updateImage } from '../../../image-service/images/image-store.ts';
import type { Image } from '../../../image-service/images/image-store.ts';
import { listImages } from '../../../image-service/images/list-store.ts';
import { imageSchema } from '../../kit/image-schema.ts';

const viewer = { projectId: 'p', seesAll: false };

const image = (changes: Partial<Image>): Image => ({
  id: randomUUID(),
  name: null,
  ownerProject: 'p',
  visibility: 'private',
  status: 'queued',
  statusReason: null,
  kind: null,
  diskFormat: null,
  containerFormat: null,
  topLayerId: null,
  configDigest: null,
  manifestDigest: null,
  manifestMediaType: null,
  dataDigest: null,
  stagedDigest: null,
  osHashAlgo: null,
  osHashValue: null,
  size: null,
  virtualSize: null,
  minDiskGib: 0,
  minRamMib: 0,
  architecture: null,
  protected: false,
  osHidden: false,
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-01T00:00:00.000Z',
  properties: {},
  tags: [],
  ...changes,
});

await imageSchema.forEach(t, 'pages cover every order without a gap or a repeat, nulls and equals included', async (t, db) => {
  const all = Array.from({ length: 23 }, (_, index) =>
    image({
      name: index % 4 === 0 ? null : `n${index % 3}`,
      size: index % 5 === 0 ? null : (index % 2) * 9_000_000_000,
      createdAt: `2026-01-01T00:00:0${index % 3}.000Z`,
    }),
  );
  await db.transaction(async (trx) => {
    for (const item of all) await insertImage(trx, item);
  });
  for (const sort of ['created_at:desc', 'name:asc,size:desc', 'size:asc,name:desc,created_at:asc', 'id:asc', 'container_format:desc']) {
    const seen: string[] = [];
    for (let marker: string | undefined; ; marker = seen.at(-1)) {
      const page = await listImages(db, readImageQuery({ sort, limit: 4, ...(marker === undefined ? {} : { marker }) }), viewer);
      seen.push(...page.images.map(({ id }) => id));
      if (!page.more) break;
    }
    t.equal(seen.length, 23, sort);
    t.same([...seen].sort(), all.map(({ id }) => id).sort(), sort);
  }
});

await imageSchema.forEach(t, 'filters of every kind', async (t, db) => {
  const [one, two, hidden, foreign, community] = [
    image({ name: 'one', tags: ['a', 'b'], properties: { os: 'debian' }, size: 10, createdAt: '2026-01-01T00:00:00.000Z' }),
    image({ name: 'two', tags: ['a'], properties: { os: 'alpine' }, size: 20, protected: true, createdAt: '2026-02-01T00:00:00.000Z' }),
    image({ name: 'hidden', osHidden: true }),
    image({ name: 'foreign', ownerProject: 'q' }),
    image({ name: 'community', ownerProject: 'q', visibility: 'community' }),
  ];
  await db.transaction(async (trx) => {
    for (const item of [one, two, hidden, foreign, community]) await insertImage(trx, item);
  });
  const names = async (query: Record<string, unknown>, who = viewer): Promise<(string | null)[]> =>
    (await listImages(db, readImageQuery({ sort: 'name:asc', ...query }), who)).images.map(({ name }) => name);
  t.same(await names({}), ['one', 'two']);
  t.same(await names({ name: 'one' }), ['one']);
  t.same(await names({ id: `in:${one.id},${foreign.id}` }), ['one'], "another project's id opens nothing");
  t.same(await names({ tag: ['a'] }), ['one', 'two']);
  t.same(await names({ tag: ['a', 'b'] }), ['one']);
  t.same(await names({ os: 'alpine' }), ['two']);
  t.same(await names({ size_min: '15' }), ['two']);
  t.same(await names({ size_max: '15' }), ['one']);
  t.same(await names({ created_at: 'gt:2026-01-15T00:00:00Z' }), ['two']);
  t.same(await names({ protected: 'true' }), ['two']);
  t.same(await names({ os_hidden: 'true' }), ['hidden']);
  t.same(await names({ visibility: 'community' }), ['community']);
  t.same(await names({ visibility: 'all' }), ['community', 'one', 'two']);
  t.same(await names({ owner: 'q' }), []);
  t.same(await names({}, { projectId: 'admins', seesAll: true }), ['community', 'foreign', 'one', 'two']);
  t.same(await names({ limit: 0 }), []);
});

await imageSchema.forEach(t, 'two changes of different attributes do not undo each other', async (t, db) => {
  const made = image({ name: 'x', properties: { a: '1', b: '2' } });
  await db.transaction((trx) => insertImage(trx, made));
  await db.transaction((trx) => updateImage(trx, made.id, { setProperties: { a: '3' }, osHidden: false }, '2026-03-01T00:00:00.000Z'));
  await db.transaction((trx) => updateImage(trx, made.id, { name: 'y', removeProperties: ['b'], tags: ['t'] }, '2026-03-02T00:00:00.000Z'));
  const [after] = (await listImages(db, readImageQuery({}), viewer)).images;
  t.match(after, { name: 'y', properties: { a: '3' }, tags: ['t'], updatedAt: '2026-03-02T00:00:00.000Z' });
  t.notOk(after && 'b' in after.properties);
});
