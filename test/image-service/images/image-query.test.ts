import t from 'tap';
import { readImageQuery } from '../../../image-service/images/image-query.ts';

t.test('without anything: 25 images, newest first, hidden and foreign community ones left out', async (t) => {
  t.same(readImageQuery({}), {
    filters: [],
    tags: [],
    properties: [],
    sort: [{ key: 'created_at', direction: 'desc' }, { key: 'id', direction: 'desc' }],
    limit: 25,
    marker: undefined,
    hidden: false,
    community: false,
    memberStatus: 'accepted',
  });
});

t.test('filters know operators, lists and properties', async (t) => {
  const query = readImageQuery({ id: 'in:a,"b,c",d', name: 'x', size_min: '5', created_at: 'gt:2026-01-01T00:00:00', tag: ['a', 'b'], os_distro: 'debian', protected: 'True', limit: 5000 });
  t.same(query.filters, [
    { column: 'id', operator: 'in', value: ['a', 'b,c', 'd'] },
    { column: 'name', operator: '=', value: 'x' },
    { column: 'size', operator: '>=', value: 5 },
    { column: 'created_at', operator: '>', value: '2026-01-01T00:00:00.000Z' },
    { column: 'protected', operator: '=', value: 1 },
  ]);
  t.same([query.tags, query.properties, query.limit], [['a', 'b'], [{ name: 'os_distro', value: 'debian' }], 1000]);
  t.match(readImageQuery({ visibility: 'all' }), { community: true, filters: [] });
});

t.test('both ways to sort', async (t) => {
  t.same(readImageQuery({ sort: 'name:asc,size' }).sort, [
    { key: 'name', direction: 'asc' },
    { key: 'size', direction: 'desc' },
    { key: 'id', direction: 'desc' },
  ]);
  t.same(readImageQuery({ sort_key: ['name'], sort_dir: ['asc'] }).sort, [{ key: 'name', direction: 'asc' }, { key: 'id', direction: 'asc' }]);
});

t.test('nonsense is a 400 that names the key', async (t) => {
  for (const query of [{ sort: 'colour' }, { sort: 'name:up' }, { size_min: 'x' }, { created_at: 'yesterday' }, { visibility: 'secret' }, { protected: 'maybe' }, { sort_key: ['name', 'size', 'id'], sort_dir: ['asc', 'desc'] }]) {
    t.throws(() => readImageQuery(query), { code: 'bad-request' }, JSON.stringify(query));
  }
});
