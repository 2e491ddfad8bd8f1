import t from 'tap';
import { createLogger } from '../../../openapi/serve/log.ts';
import { tokenCatalog } from '../../../region/identity/catalog.ts';
import { readCatalog } from '../../../region/identity/catalog-store.ts';
import { composeIdentity } from '../../../region/identity/compose-identity.ts';
import { createPasswordHasher } from '../../../region/identity/password-hash.ts';
import { startIdentityServer } from './identity-server.ts';

void t.test('our own services, their endpoints and the region are in the catalog', async (t) => {
  const server = await startIdentityServer();
  t.teardown(() => server.stop());
  const { call } = server;
  const demo = await server.login('demo', server.secrets.demo?.password ?? '');
  const token = await server.login('admin', server.secrets.admin?.password ?? '');
  const { catalog } = (await call('GET', '/v3/auth/catalog', { token })).body;
  const publicUrls = Object.fromEntries((catalog ?? []).map((service) => [service['type'], service['endpoints']?.find((one) => one['interface'] === 'public')?.['url']]));
  t.same(publicUrls, {
    identity: `${server.url}/identity/v3`,
    compute: `${server.url}/compute/v2.1`,
    network: `${server.url}/network`,
    image: 'http://127.0.0.1:8771/image',
    sampan: `${server.url}/sampan/v1`,
  });
  const services = (await call('GET', '/v3/services', { token })).body['services'];
  t.same(services?.map((one) => one['id']), catalog?.map((one) => one['id']));
  t.match(services?.[0]?.['id'], /^[0-9a-f]{32}$/);
  const endpoints = (await call('GET', '/v3/endpoints', { token })).body['endpoints'];
  t.equal(endpoints?.length, 15);
  t.same(new Set(endpoints?.map((one) => one['service_id'])), new Set(catalog?.map((one) => one['id'])));
  for (const one of endpoints ?? []) t.match(one, { region_id: 'RegionOne', region: 'RegionOne', enabled: true });
  t.match((await call('GET', '/v3/regions', { token: demo })).body, { regions: [{ id: 'RegionOne', parent_region_id: null }] });
  for (const path of ['/v3/services', '/v3/endpoints']) t.equal((await call('GET', path, { token: demo })).status, 403);
  for (const kind of ['services', 'endpoints', 'regions']) t.equal((await call('GET', `/v3/${kind}/nowhere`, { token })).status, 404);
});

void t.test('services, endpoints and regions are made, changed and deleted, and tokens show them at once', async (t) => {
  const server = await startIdentityServer();
  t.teardown(() => server.stop());
  const { call } = server;
  const token = await server.login('admin', server.secrets.admin?.password ?? '');
  const make = async (kind: string, body: object): Promise<string> => (await call('POST', `/v3/${kind}s`, { token, body: { [kind]: body } })).body[kind]?.['id'] ?? '';
  const shown = async (type: string): Promise<unknown[]> => {
    const { catalog } = (await call('GET', '/v3/auth/catalog', { token })).body;
    return (catalog?.find((one) => one['type'] === type)?.['endpoints'] ?? []).map((one) => one['url']);
  };

  await t.test('a service with an endpoint whose URL names the project', async (t) => {
    const service = await make('service', { type: 'object-store', name: 'swift' });
    t.match((await call('GET', `/v3/services?type=object-store`, { token })).body, { services: [{ id: service, name: 'swift', enabled: true }] });
    t.equal((await call('PUT', '/v3/regions/two', { token, body: { region: { description: 'second' } } })).status, 201);
    t.equal((await call('PUT', '/v3/regions/two', { token, body: { region: {} } })).status, 409);
    const { projectId } = await server.identity.verifier.verify(token);
    const endpoint = await make('endpoint', { service_id: service, interface: 'public', url: 'http://swift/v1/AUTH_$(project_id)s', region_id: 'two' });
    t.same(await shown('object-store'), [`http://swift/v1/AUTH_${projectId}`]);
    const unscopedProject = await server.login('admin', server.secrets.admin?.password ?? '', { system: { all: true } });
    t.match((await call('GET', '/v3/auth/catalog', { token: unscopedProject })).body['catalog']?.find((one) => one['type'] === 'object-store'), { endpoints: [] }, 'without a project there is no such URL');
    t.match(await call('DELETE', '/v3/regions/two', { token }), { status: 403, body: { error: { message: /associated endpoints/ } } });
    t.match(await call('PATCH', `/v3/endpoints/${endpoint}`, { token, body: { endpoint: { enabled: false } } }), { status: 200, body: { endpoint: { enabled: false, region: 'two' } } });
    t.same(await shown('object-store'), []);
    t.equal((await call('DELETE', `/v3/services/${service}`, { token })).status, 204);
    t.equal((await call('GET', `/v3/endpoints/${endpoint}`, { token })).status, 404, 'its endpoints go with it');
    t.equal((await call('DELETE', '/v3/regions/two', { token })).status, 204);
  });

  await t.test('what does not fit is refused', async (t) => {
    const service = await make('service', { type: 'x' });
    for (const endpoint of [
      { service_id: 'none', interface: 'public', url: 'http://x' },
      { service_id: service, interface: 'odd', url: 'http://x' },
      { service_id: service, interface: 'public', url: 'ftp://x' },
      { service_id: service, interface: 'public', url: 'http://x/$(password)s' },
      { service_id: service, interface: 'public', url: 'http://x', region_id: 'none' },
      { service_id: service, interface: 'public', url: 'http://x', enabled: 'yes' },
    ]) {
      t.equal((await call('POST', '/v3/endpoints', { token, body: { endpoint } })).status, 400, JSON.stringify(endpoint));
    }
    t.equal((await call('POST', '/v3/services', { token, body: { service: { type: 'x', enabled: 'true' } } })).status, 400);
    const region = await make('region', { description: 'top' });
    const below = await make('region', { parent_region_id: region });
    t.equal((await call('PATCH', `/v3/regions/${region}`, { token, body: { region: { parent_region_id: below } } })).status, 400);
    t.same((await call('GET', `/v3/regions?parent_region_id=${region}`, { token })).body['regions']?.map((one) => one['id']), [below]);
  });

  await t.test('our own endpoints follow the configuration until an administrator takes them over', async (t) => {
    const own = (await call('GET', '/v3/endpoints?interface=admin', { token })).body['endpoints'] ?? [];
    const image = own.find((one) => one['url'] === 'http://127.0.0.1:8771/image')?.['id'] ?? '';
    await call('PATCH', `/v3/endpoints/${image}`, { token, body: { endpoint: { url: 'http://elsewhere/image' } } });
    const sampan = own.find((one) => one['url']?.endsWith('/sampan/v1'))?.['id'] ?? '';
    t.equal((await call('DELETE', `/v3/endpoints/${sampan}`, { token })).status, 204);

    const config = { regionName: 'Moved', publicUrl: 'https://cloud.example', imageUrl: 'https://images.example', secretsFile: server.secretsFile, tokenTtlS: 60 };
    const other = composeIdentity({ db: server.db, config, log: createLogger({ service: 'region', level: 'silent' }), hasher: createPasswordHasher({ costLog2: 10 }) });
    await other.start();
    t.teardown(() => other.stop());
    const auth = await other.verifier.verify(token);
    const urls = tokenCatalog(await readCatalog(server.db), config, auth).flatMap(({ type, endpoints }) => endpoints.map((one) => `${type} ${one.interface} ${one.region} ${one.url}`));
    t.ok(urls.includes('identity public Moved https://cloud.example/identity/v3'));
    t.ok(urls.includes('image public Moved https://images.example/image'));
    t.ok(urls.includes('image admin RegionOne http://elsewhere/image'), 'an own URL stays');
    t.notOk(urls.some((one) => one.startsWith('sampan admin')), 'what was deleted stays so');
    t.equal(urls.filter((one) => one.startsWith('sampan')).length, 2);
  });
});
