import t from 'tap';
import { startFakeCloud } from '../fake-cloud.ts';
import { sampan } from '../sampan.ts';

t.test('naming a server', async (t) => {
  const cloud = await startFakeCloud();
  t.teardown(() => cloud.stop());
  const first = 'aaaa1111-0000-4000-8000-000000000001';
  const second = 'aaaa2222-0000-4000-8000-000000000002';
  cloud.compute.add('web', first);
  cloud.compute.add('web', second);
  cloud.compute.add('db.main', 'bbbb3333-0000-4000-8000-000000000003');
  cloud.compute.add('dbxmain', 'cccc4444-0000-4000-8000-000000000004');
  cloud.compute.add('aaaa1', 'dddd5555-0000-4000-8000-000000000005');
  cloud.compute.add(first.replace('aaaa', 'ffff'), 'eeee6666-0000-4000-8000-000000000006');
  const idOf = async (text: string): Promise<string> => (await sampan(cloud, ['server', 'show', text, '-f', 'value', '-c', 'id'])).out.trim();

  await t.test('by id', async (t) => t.equal(await idOf(second), second));
  await t.test('by a unique beginning of an id', async (t) => t.equal(await idOf('aaaa2'), second));
  await t.test('by name, in which a dot is only a dot', async (t) => t.match(await idOf('db.main'), /^bbbb/));
  await t.test('a name goes before a beginning of an id', async (t) => t.match(await idOf('aaaa1'), /^dddd/));
  await t.test('a name that looks like an id is still found', async (t) => t.match(await idOf(first.replace('aaaa', 'ffff')), /^eeee/));

  await t.test('a name of several lists the candidates', async (t) => {
    const { code, err } = await sampan(cloud, ['server', 'show', 'web']);
    t.equal(code, 1);
    t.match(err, `More than one server fits web: ${first} (web), ${second} (web).`);
    t.match(err, /Suggestion: give the id/);
  });

  await t.test('an ambiguous beginning lists the candidates', async (t) => {
    const { code, err } = await sampan(cloud, ['server', 'delete', 'aaaa']);
    t.equal(code, 1);
    t.match(err, `${first} (web), ${second} (web)`);
    t.equal(cloud.compute.servers.size, 6, 'and nothing was deleted');
  });

  await t.test('three characters are too few for an id', async (t) => t.equal((await sampan(cloud, ['server', 'show', 'bbb'])).code, 3));
  await t.test('when one of several is not there, nothing is done', async (t) => {
    t.equal((await sampan(cloud, ['server', 'delete', 'db.main', 'nobody'])).code, 3);
    t.equal(cloud.compute.servers.size, 6);
  });
});
