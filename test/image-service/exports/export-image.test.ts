import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import t from 'tap';
import { layersOf } from '../../kit/images.ts';
import { startTestService } from '../kit.ts';
import { indexOf, manifestOf, registryClient } from '../registry/registry-kit.ts';

const app = 'project-a/app';
const operator = { userId: 'admin', roles: ['admin', 'member', 'reader'] };

t.test('an index with a deactivated image is exported by operators alone', async (t) => {
  const test = await startTestService(t);
  const client = registryClient(t, test);
  const children = [];
  for (const architecture of ['amd64', 'arm64']) {
    const manifest = manifestOf(await layersOf([architecture]), { architecture });
    for (const blob of [...manifest.layers, manifest.config]) await client.pushBlob(app, blob);
    await client.pushManifest(app, manifest.digest, manifest);
    children.push({ manifest, architecture });
  }
  await client.pushManifest(app, 'multi', indexOf(children));
  const { images } = (await test.client().call('listImages', {})).body;
  const [open, shut] = ['amd64', 'arm64'].map((architecture) => images.find((image) => image.architecture === architecture)?.id ?? '') as [string, string];
  await test.client(operator).call('deactivateImage', { path: { id: shut } });
  const push = async (who: object, method: object) =>
    (await test.client(who).call('exportImage', { path: { id: open }, body: { method: { name: 'oci-push', ref: 'registry.invalid/team/app:1', ...method } } })).headers['openstack-image-task-id'];
  await t.rejects(push({}, { all_platforms: true }), { code: 'forbidden', message: new RegExp(`${children[1]?.manifest.digest} of the index has been deactivated`) });
  t.ok(await push(operator, { all_platforms: true }));
  t.ok(await push({}, {}), 'the other one goes by itself');
});

t.test('a push is joined by who sends as the same user of the other registry', async (t) => {
  // Takes connections and never answers, so each push is still at work when the next one is asked for.
  const registry = createServer(() => undefined);
  await once(registry.listen(0, '127.0.0.1'), 'listening');
  t.teardown(() => {
    registry.closeAllConnections();
    registry.close();
  });
  const test = await startTestService(t, { config: { importNetworks: '127.0.0.0/8', importPorts: '*' } });
  await registryClient(t, test).pushImage(app, '1', await layersOf(['x']));
  const [image] = (await test.client().call('listImages', {})).body.images;
  const path = { id: image?.id ?? '' };
  const ref = `127.0.0.1:${(registry.address() as AddressInfo).port}/team/app:1`;
  const push = async (login: object) => (await test.client().call('exportImage', { path, body: { method: { name: 'oci-push', ref, ...login } } })).headers['openstack-image-task-id'];
  const ann = { username: 'ann', password: 'secret-one' };
  const tasks = [await push(ann), await push(ann), await push({ username: 'ben', password: 'secret-two' }), await push({})];
  t.equal(tasks[0], tasks[1]);
  t.equal(new Set(tasks).size, 3);
  t.notMatch(JSON.stringify((await test.client().call('listImageTasks', { path })).body), /secret-/);
});
