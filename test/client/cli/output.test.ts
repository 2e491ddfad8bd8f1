import t from 'tap';
import { parse } from 'yaml';
import { startFakeCloud } from '../fake-cloud.ts';
import { sampan } from '../sampan.ts';

t.test('output formats', async (t) => {
  const cloud = await startFakeCloud();
  t.teardown(() => cloud.stop());

  await t.test('a table has plain borders and titles', async (t) => {
    const { out } = await sampan(cloud, ['flavor', 'list', '-c', 'ID', '-c', 'name', '-c', 'memory_mib']);
    t.equal(out, [
      '+----+----------+------------+',
      '| ID | Name     | Memory MiB |',
      '+----+----------+------------+',
      '| 1  | m1.nano  | 64         |',
      '| 2  | m1.micro | 128        |',
      '+----+----------+------------+',
      '',
    ].join('\n'));
  });

  await t.test('json and yaml have the same stable keys and keep types', async (t) => {
    const json = JSON.parse((await sampan(cloud, ['flavor', 'list', '-f', 'json'])).out) as unknown[];
    t.same(json[0], { id: '1', name: 'm1.nano', vcpus: 1, memory_mib: 64, disk_gib: 1, public: true });
    t.same(parse((await sampan(cloud, ['flavor', 'list', '-f', 'yaml'])).out), json);
  });

  await t.test('value prints bare values, one row a line', async (t) => {
    t.equal((await sampan(cloud, ['flavor', 'list', '-f', 'value', '-c', 'name', '-c', 'vcpus'])).out, 'm1.nano 1\nm1.micro 1\n');
    t.equal((await sampan(cloud, ['flavor', 'show', 'm1.nano', '-f', 'value', '-c', 'id'])).out, '1\n');
  });

  await t.test('one thing is a table of fields, or an object', async (t) => {
    t.match((await sampan(cloud, ['flavor', 'show', '2'])).out, /\| Field\s+\| Value\s+\|\n\+-+\+-+\+\n\| id\s+\| 2 /);
    t.match(JSON.parse((await sampan(cloud, ['flavor', 'show', '2', '-f', 'json'])).out), { id: '2', name: 'm1.micro' });
  });

  await t.test('an empty list is an empty table and an empty array', async (t) => {
    t.equal((await sampan(cloud, ['server', 'list', '-f', 'json'])).out, '[]\n');
    t.equal((await sampan(cloud, ['server', 'list', '-f', 'value'])).out, '');
    t.equal((await sampan(cloud, ['server', 'list', '-c', 'id'])).out, '+----+\n| ID |\n+----+\n+----+\n');
  });

  await t.test('rows are sorted by a column, numbers as numbers', async (t) => {
    const { out } = await sampan(cloud, ['flavor', 'list', '--sort-column', 'Name', '-f', 'value', '-c', 'id']);
    t.equal(out, '2\n1\n');
    const byMemory = await sampan(cloud, ['flavor', 'list', '--sort-column', 'memory_mib', '-f', 'value', '-c', 'id']);
    t.equal(byMemory.out, '1\n2\n');
  });

  await t.test('an unknown column is a usage error that names those that there are', async (t) => {
    const { code, err } = await sampan(cloud, ['flavor', 'list', '-c', 'colour']);
    t.equal(code, 2);
    t.match(err, /There is no column colour\. Columns: id, name, vcpus/);
  });

  await t.test('a name cannot send control characters to the terminal', async (t) => {
    cloud.compute.add('evil\u001b[2J');
    t.notMatch((await sampan(cloud, ['server', 'list'])).out, /\u001b/);
    cloud.compute.servers.clear();
  });

  await t.test('layers show each one\'s parent', async (t) => {
    const layers = JSON.parse((await sampan(cloud, ['image', 'layers', 'busybox', '-f', 'json', '-c', 'id', '-c', 'parent', '-c', 'diff_id', '-c', 'size', '-c', 'depth'])).out) as Record<string, unknown>[];
    t.equal(layers[0]?.['parent'], null);
    t.equal(layers[1]?.['parent'], layers[0]?.['id']);
    t.same(Object.keys(layers[0] ?? {}), ['id', 'parent', 'diff_id', 'size', 'depth']);
  });
});
