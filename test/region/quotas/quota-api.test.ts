import t from 'tap';
import { rawCompute } from '../../kit/raw-api.ts';
import { startRegionWorld } from '../../kit/region-world.ts';

void t.test('quotas have defaults, classes, details and an end', async (t) => {
  const world = await startRegionWorld({ config: { quotaInstances: '5' } });
  t.teardown(() => world.stop());
  await world.host();
  const demo = rawCompute(world, world.demo);
  const admin = rawCompute(world, world.admin);
  const projectId = (await world.demo.tokens.current()).body.project?.id ?? '';
  const path = `/os-quota-sets/${projectId}`;
  const create = async (count: number) => (await demo('POST', '/servers', { server: { name: 'n', imageRef: world.imageId, flavorRef: '42', min_count: count, max_count: count } })).status;

  t.match((await demo('GET', path)).body, { quota_set: { id: projectId, instances: 5, key_pairs: 100, server_groups: 10, injected_files: 5, security_groups: -1 } });
  t.equal(await create(2), 202);
  t.match((await demo('GET', `${path}/detail`)).body, { quota_set: { id: projectId, instances: { limit: 5, in_use: 2, reserved: 0 }, ram: { in_use: 128 }, key_pairs: { in_use: 0 } } });

  const put = (body: object) => admin('PUT', '/os-quota-class-sets/default', { quota_class_set: body });
  const changed = await put({ instances: 3, key_pairs: 1 });
  t.match(changed, { status: 200, body: { quota_class_set: { instances: 3, key_pairs: 1, cores: 20 } } });
  t.notOk('id' in (changed.body as { quota_class_set: object }).quota_class_set);
  t.match((await admin('GET', '/os-quota-class-sets/default')).body, { quota_class_set: { id: 'default', instances: 3 } });
  t.match((await demo('GET', `${path}/defaults`)).body, { quota_set: { instances: 3, key_pairs: 1 } });
  t.equal(await create(2), 403, 'the class counts at once');
  t.equal(await create(1), 202);
  t.match((await demo('GET', '/limits')).body, { limits: { absolute: { maxTotalInstances: 3, totalInstancesUsed: 3, maxTotalKeypairs: 1, maxServerMeta: 128, maxSecurityGroups: -1 } } });

  t.equal((await admin('PUT', path, { quota_set: { instances: 1 } })).status, 400, 'less than is used');
  t.match((await admin('PUT', path, { quota_set: { instances: 1, force: true } })).body, { quota_set: { instances: 1 } });
  t.match((await admin('PUT', path, { quota_set: { instances: 9, metadata_items: 7 } })).body, { quota_set: { instances: 9, metadata_items: 7 } });
  t.equal(await create(1), 202, 'its own goes before the class');
  t.equal((await admin('DELETE', path)).status, 202);
  t.match((await demo('GET', path)).body, { quota_set: { instances: 3, metadata_items: 128 } });
  for (const [method, at, body] of [['PUT', path, { quota_set: { colours: 1 } }], ['PUT', '/os-quota-sets/nobody', { quota_set: { cores: 1 } }], ['GET', '/os-quota-sets/nobody', undefined]] as const) {
    t.equal((await admin(method, at, body)).status, 400, at);
  }
  t.equal((await demo('GET', '/os-quota-sets/0123456789abcdef0123456789abcdef')).status, 403);
  t.equal((await demo('GET', '/os-quota-class-sets/default')).status, 403);
});
