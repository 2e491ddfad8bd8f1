import t from 'tap';
import type { RegistryAccess } from '../../../openapi/serve/registry-token.ts';
import { testDatabases } from '../../kit/databases.ts';
import { layersOf, sha256 } from '../../kit/images.ts';
import { startTestService } from '../kit.ts';
import { manifestOf, registryClient } from './registry-kit.ts';

const app = 'project-a/app';
const stranger = { projectId: 'project-b', userId: 'user-b' };
const operator = { projectId: 'ops', userId: 'admin', roles: ['admin', 'manager', 'member', 'reader'] };

t.test('a project reads and writes its own repositories, and knowing a digest opens nothing', async (t) => {
  const test = await startTestService(t);
  const own = registryClient(t, test);
  const other = registryClient(t, test, stranger);
  const pushed = await own.pushImage(app, '1', await layersOf(['secret']));
  const config = sha256(pushed.config);
  for (const [method, path] of [['GET', `/v2/${app}/manifests/1`], ['HEAD', `/v2/${app}/blobs/${config}`], ['GET', `/v2/${app}/tags/list`], ['DELETE', `/v2/${app}/manifests/${pushed.digest}`], ['POST', `/v2/${app}/blobs/uploads/`]] as const) {
    t.equal((await other.call(method, path)).status, 403, `${method} ${path}`);
  }
  t.equal((await other.call('GET', '/v2/project-a/none/tags/list')).status, 403, 'the same as for what does not exist');
  t.equal((await own.call('GET', '/v2/project-a/none/tags/list')).code, 'NAME_UNKNOWN');
  t.equal((await other.call('GET', `/v2/project-b/app/blobs/${config}`)).status, 404);
  for (const query of [`mount=${config}&from=${app}`, `mount=${config}`, `mount=${config}&from=../x`]) {
    t.equal((await other.call('POST', `/v2/project-b/app/blobs/uploads/?${query}`)).status, 202, 'is not mounted, is to be uploaded');
  }
  const stolen = manifestOf([], { extra: { config: { mediaType: 'application/vnd.oci.image.config.v1+json', digest: config, size: pushed.config.length } } });
  t.equal((await other.pushManifest('project-b/app', '1', stolen)).code, 'MANIFEST_BLOB_UNKNOWN');
  t.same((await other.call('GET', '/v2/_catalog')).json, { repositories: [] });
  t.same((await own.call('GET', '/v2/_catalog')).json, { repositories: [app] });
  t.same((await registryClient(t, test, operator).call('GET', '/v2/_catalog')).json, { repositories: [app] });
  t.equal((await registryClient(t, test, { roles: ['reader'] }).call('POST', `/v2/${app}/blobs/uploads/`)).code, 'DENIED', 'a reader does not push');
});

t.test('a blob is mounted from where it may be read', async (t) => {
  const test = await startTestService(t);
  const own = registryClient(t, test);
  const pushed = await own.pushImage(app, '1', await layersOf(['x']));
  for (const [index, query] of [`from=${app}&`, ''].entries()) {
    const name = `project-a/copy-${index}`;
    for (const blob of [...pushed.layers, pushed.config]) {
      const mounted = await own.call('POST', `/v2/${name}/blobs/uploads/?${query}mount=${encodeURIComponent(sha256(blob))}`);
      t.match([mounted.status, mounted.headers.get('location')], [201, `/v2/${name}/blobs/${sha256(blob)}`]);
    }
    t.equal((await own.pushManifest(name, '1', pushed)).status, 201);
  }
  t.equal((await own.call('DELETE', `/v2/${app}/blobs/${sha256(pushed.config)}`)).code, 'UNSUPPORTED', 'a manifest names it');
  t.equal((await own.call('DELETE', `/v2/${app}/manifests/${pushed.digest}`)).status, 202);
  t.equal((await own.call('GET', `/v2/${app}/blobs/${sha256(pushed.config)}`)).status, 404, 'gone here');
  t.equal((await own.call('GET', `/v2/project-a/copy-0/blobs/${sha256(pushed.config)}`)).status, 200, 'and not there');
  t.equal((await own.call('DELETE', `/v2/${app}/blobs/${sha256('none')}`)).code, 'BLOB_UNKNOWN');
});

t.test('what is public may be pulled by all, and nothing beside it', async (t) => {
  const test = await startTestService(t);
  const own = registryClient(t, test);
  const open = await own.pushImage(app, 'open', await layersOf(['base', 'open']));
  const closed = await own.pushImage(app, 'closed', await layersOf(['base', 'closed']));
  const [image] = (await test.client().call('listImages', { query: { name: `${app}:open` } })).body.images;
  await test.client(operator).call('updateImage', { path: { id: image?.id ?? '' }, body: [{ op: 'replace', path: '/visibility', value: 'public' }] });
  const access: RegistryAccess[] = [{ name: app, actions: ['pull'] }];
  const nobody = test.tokens.registryToken({ sub: '', name: '', access });
  const get = (path: string) => own.call('GET', `/v2/${app}/${path}`, { token: nobody });
  t.same((await get('tags/list')).json['tags'], ['open']);
  t.equal((await get('manifests/open')).status, 200);
  t.equal((await get(`blobs/${sha256(open.config)}`)).status, 200);
  t.equal((await get(`blobs/${sha256(open.layers[0] as Buffer)}`)).status, 200);
  t.equal((await get('manifests/closed')).code, 'MANIFEST_UNKNOWN');
  t.equal((await get(`manifests/${closed.digest}`)).code, 'MANIFEST_UNKNOWN');
  t.equal((await get(`blobs/${sha256(closed.layers[1] as Buffer)}`)).code, 'BLOB_UNKNOWN');
  t.same((await own.call('GET', '/v2/_catalog', { token: nobody })).json, { repositories: [app] });
  const hidden = await own.call('GET', '/v2/project-a/other/tags/list', { token: test.tokens.registryToken({ sub: '', access: [{ name: 'project-a/other', actions: ['pull'] }] }) });
  t.match([hidden.status, hidden.headers.get('www-authenticate')], [401, /scope="repository:project-a\/other:pull"/], 'who did not log in is asked to');
});

t.test('13.1 a token of the registry does what it says and no more', async (t) => {
  const test = await startTestService(t);
  const own = registryClient(t, test);
  await own.pushImage(app, '1', await layersOf(['x']));
  const project = { id: 'project-a', name: 'project-a' };
  const reader = test.tokens.registryToken({ access: [{ name: app, actions: ['pull'], project }] });
  t.equal((await own.call('GET', `/v2/${app}/manifests/1`, { token: reader })).status, 200);
  const push = await own.call('POST', `/v2/${app}/blobs/uploads/`, { token: reader });
  t.match([push.status, push.headers.get('www-authenticate')], [401, /:pull,push"$/], 'a wider one is to be asked for');
  t.equal((await own.call('GET', '/v2/project-a/other/manifests/1', { token: reader })).status, 401);
  const foreign = test.tokens.registryToken({ access: [{ name: app, actions: ['pull', 'push'], project: { id: 'another-id', name: 'project-a' } }] });
  t.equal((await own.call('POST', `/v2/${app}/blobs/uploads/`, { token: foreign })).code, 'DENIED', 'a project of the same name is another project');
  const glance = await fetch(`${test.service.url}/image/v2/images`, { headers: { 'X-Auth-Token': reader } });
  t.equal(glance.status, 401, 'good for the registry alone');
  t.equal((await own.call('GET', '/v2/', { token: 'nonsense' })).status, 401);
  t.equal((await own.call('GET', '/v2/', { token: null, headers: { Authorization: 'Basic YTpi' } })).status, 401);
});

t.test('a whole push, move and deletion on each database', async (t) => {
  for (const database of await testDatabases()) {
    let time = Date.now();
    const test = await startTestService(t, { databaseUrl: database.url, parts: { now: () => new Date(time) } });
    const own = registryClient(t, test);
    const [base, one, two] = (await layersOf(['base', 'one', 'two'])) as [Buffer, Buffer, Buffer];
    const [first, second] = await Promise.all([own.pushImage(app, '1', [base, one]), own.pushImage(app, '2', [base, two])]);
    t.equal((await own.pushManifest(app, '1', second)).status, 201);
    t.same((await own.call('GET', `/v2/${app}/tags/list`)).json['tags'], ['1', '2'], database.name);
    for (const { digest } of [first, second]) t.equal((await own.call('DELETE', `/v2/${app}/manifests/${digest}`)).status, 202);
    time += 3 * 3_600_000;
    await test.service.collect();
    t.same(await test.objects(), []);
    await test.service.stop(100);
    await database.drop();
  }
});

t.test('a deactivated image is pulled by operators alone, until it is reactivated', async (t) => {
  const test = await startTestService(t);
  const client = registryClient(t, test);
  const [base, one, two] = (await layersOf(['base', 'one', 'two'])) as [Buffer, Buffer, Buffer];
  const shut = await client.pushImage('project-a/app', 'shut', [base, one]);
  const open = await client.pushImage('project-a/app', 'open', [base, two]);
  const [image] = (await test.client().call('listImages', { query: { name: 'project-a/app:shut' } })).body.images;
  const id = String(image?.id);
  const admin = registryClient(t, test, { userId: 'admin', roles: ['admin', 'member', 'reader'] });
  const get = async (who: typeof client, path: string) => (await who.call('GET', `/v2/project-a/app/${path}`)).status;
  const shared = `blobs/${open.layers.map(sha256)[0]}`;
  await test.client({ userId: 'admin', roles: ['admin', 'member', 'reader'] }).call('deactivateImage', { path: { id } });
  for (const path of ['manifests/shut', `manifests/${shut.digest}`, `blobs/${shut.layers.map(sha256)[1]}`]) {
    t.same([await get(client, path), await get(admin, path)], [404, 200], path);
  }
  t.same([await get(client, 'manifests/open'), await get(client, shared)], [200, 200], 'what another image has too is read');
  await test.client({ userId: 'admin', roles: ['admin', 'member', 'reader'] }).call('reactivateImage', { path: { id } });
  t.equal(await get(client, 'manifests/shut'), 200);
});
