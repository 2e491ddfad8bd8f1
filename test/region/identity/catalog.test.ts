import t from 'tap';
import { startIdentityServer } from './identity-server.ts';

void t.test('domains, services, endpoints and the region are listed', async (t) => {
  const server = await startIdentityServer();
  t.teardown(() => server.stop());
  const { call } = server;
  const token = await server.login('demo', server.secrets.demo?.password ?? '');
  t.match((await call('GET', '/v3/domains', { token })).body, { domains: [{ id: 'default', name: 'Default', enabled: true }], links: { next: null } });
  t.match((await call('GET', '/v3/domains?name=Default&enabled=true', { token })).body['domains'], [{ id: 'default' }]);
  t.same((await call('GET', '/v3/domains?name=Other', { token })).body['domains'], []);
  t.same((await call('GET', '/v3/domains?enabled=false', { token })).body['domains'], []);
  t.match(await call('GET', '/v3/domains/default', { token }), { status: 200, body: { domain: { name: 'Default' } } });
  t.match(await call('GET', '/v3/domains/Default', { token }), { status: 404, body: { error: { message: 'Could not find domain: Default.' } } });

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
  t.match(endpoints?.[0], { service_id: catalog?.[0]?.['id'], region_id: 'RegionOne', region: 'RegionOne', enabled: true });
  t.match((await call('GET', '/v3/regions', { token })).body, { regions: [{ id: 'RegionOne', parent_region_id: null }] });
});
