import t from 'tap';
import { startRegionWorld } from '../../kit/region-world.ts';

void t.test('a limit is -1 or a number that can be kept, also as text', async (t) => {
  const world = await startRegionWorld();
  t.teardown(() => world.stop());
  const path = { project_id: (await world.demo.tokens.current()).body.project?.id ?? '' };
  const set = (instances: number | string) => world.admin.compute.call('updateQuotaSet', { path, body: { quota_set: { instances } } });
  t.match((await set('-1')).body.quota_set, { instances: -1 });
  t.match((await set(7)).body.quota_set, { instances: 7 });
  await t.rejects(set('-2'), { name: 'Fault', status: 400 });
  await t.rejects(set(-2), { name: 'Fault', status: 400 });
  await t.rejects(set(2 ** 31), { name: 'Fault', status: 400, message: /range of -1 and 2147483647/ });
  await t.rejects(set('99999999999'), { name: 'Fault', status: 400 });
  t.match((await world.demo.compute.call('getQuotaSet', { path })).body.quota_set, { instances: 7 });
});
