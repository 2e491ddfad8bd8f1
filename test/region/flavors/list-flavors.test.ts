import t from 'tap';
import { anonymous } from '../../../openapi/serve/policy.ts';
import { pageOf } from '../../../region/flavors/list-flavors.ts';
import type { FlavorQuery } from '../../../region/flavors/list-flavors.ts';

const flavor = (id: string, memoryMib: number, isPublic = true) => ({
  id, name: `n${id}`, vcpus: 1, memoryMib, diskGib: 1, swapMib: 0, ephemeralGib: 0, rxtxFactor: 1, isPublic, description: null, createdAt: '', extraSpecs: {}, projectIds: id === '5' ? ['mine'] : [],
});
const all = [flavor('3', 64), flavor('1', 512), flavor('2', 256, false)];
const admin = { ...anonymous, isAdmin: true };

void t.test('flavors are filtered, sorted and cut into pages', (t) => {
  const cases: [string, boolean, FlavorQuery, string[], boolean][] = [
    ['the public ones by id', false, {}, ['1', '3'], false],
    ['a tenant cannot ask for the others', false, { is_public: 'None' }, ['1', '3'], false],
    ['an admin can', true, { is_public: 'None' }, ['1', '2', '3'], false],
    ['or for them alone', true, { is_public: 'False' }, ['2'], false],
    ['with enough memory', true, { is_public: 'None', minRam: 256 }, ['1', '2'], false],
    ['by memory', true, { is_public: 'None', sort_key: 'memory_mb', sort_dir: 'desc' }, ['1', '2', '3'], false],
    ['the first page', true, { is_public: 'None', limit: 2 }, ['1', '2'], true],
    ['the last page', true, { is_public: 'None', limit: 2, marker: '2' }, ['3'], false],
    ['no page', true, { limit: 0 }, [], false],
  ];
  for (const [name, isAdmin, query, ids, full] of cases) {
    const found = pageOf(all, isAdmin ? admin : anonymous, query);
    t.same([found.page.map(({ id }) => id), found.full], [ids, full], name);
  }
  t.throws(() => pageOf(all, admin, { marker: 'x' }), { name: 'Fault', status: 400 });
  t.throws(() => pageOf(all, admin, { sort_key: 'colour' }), { name: 'Fault', status: 400 });
  t.throws(() => pageOf(all, admin, { is_public: 'perhaps' }), { name: 'Fault', status: 400 });
  t.end();
});
