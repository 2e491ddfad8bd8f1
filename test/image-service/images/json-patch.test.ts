import t from 'tap';
import { readPatch } from '../../../image-service/images/json-patch.ts';

t.test('both dialects are folded into one set of changes', async (t) => {
  const rfc = [
    { op: 'replace', path: '/name', value: 'new' },
    { op: 'add', path: '/os_distro', value: 'debian' },
    { op: 'replace', path: '/tags', value: ['a', 'b'] },
    { op: 'remove', path: '/old' },
    { op: 'replace', path: '/min_disk', value: 3 },
  ];
  const old = [{ replace: '/name', value: 'new' }, { add: '/os_distro', value: 'debian' }, { replace: '/tags', value: ['a', 'b'] }, { remove: '/old' }, { replace: '/min_disk', value: 3 }];
  const expected = { name: 'new', setProperties: { os_distro: 'debian' }, tags: ['a', 'b'], removeProperties: ['old'], minDiskGib: 3 };
  t.match(readPatch(rfc, { old: 'x' }), expected);
  t.match(readPatch(old, { old: 'x' }), expected);
});

t.test('operations count in their order', async (t) => {
  const removed = readPatch([{ op: 'add', path: '/a', value: '1' }, { op: 'remove', path: '/a' }], {});
  t.same(removed, { setProperties: {}, removeProperties: ['a'] });
  const kept = readPatch([{ op: 'remove', path: '/a' }, { op: 'add', path: '/a', value: '2' }], { a: '1' });
  t.same(kept, { setProperties: { a: '2' }, removeProperties: [] });
  t.same(readPatch([{ op: 'add', path: '/a~1b~0c', value: 'x' }], {}).setProperties, { 'a/b~c': 'x' });
});

t.test('what may not be changed is refused with its reason', async (t) => {
  const cases: [Record<string, unknown>, number, RegExp][] = [
    [{ op: 'replace', path: '/id', value: 'x' }, 403, /read-only/],
    [{ op: 'replace', path: '/status', value: 'active' }, 403, /read-only/],
    [{ op: 'add', path: '/os_glance_x', value: 'x' }, 403, /reserved/],
    [{ op: 'remove', path: '/name' }, 403, /could not be removed/],
    [{ op: 'replace', path: '/absent', value: 'x' }, 409, /does not exist/],
    [{ op: 'remove', path: '/absent' }, 409, /does not exist/],
    [{ op: 'replace', path: '/min_disk', value: '3' }, 400, /min_disk/],
    [{ op: 'replace', path: '/min_ram', value: -1 }, 400, /min_ram/],
    [{ op: 'replace', path: '/visibility', value: 'secret' }, 400, /visibility/],
    [{ op: 'replace', path: '/protected', value: 'yes' }, 400, /protected/],
    [{ op: 'replace', path: '/disk_format', value: 'floppy' }, 400, /disk_format/],
    [{ op: 'replace', path: '/tags', value: 'a' }, 400, /tags/],
    [{ op: 'add', path: '/a', value: 1 }, 400, /must be a text/],
    [{ op: 'add', path: '/a' }, 400, /no value/],
    [{ op: 'move', path: '/a', from: '/b' }, 400, /not one of/],
    [{ op: 'add', path: 'a', value: 'x' }, 400, /path/],
    [{ op: 'add', path: '/tags/0', value: 'x' }, 400, /more than one step/],
    [{ add: '/a', replace: '/b', value: 'x' }, 400, /not one of/],
  ];
  for (const [operation, status, message] of cases) t.throws(() => readPatch([operation], {}), { status, message }, JSON.stringify(operation));
});
