import t from 'tap';
import { endpointOf, withoutVersion } from '../../../client/sdk/catalog.ts';
import type { Catalog } from '../../../client/sdk/catalog.ts';

const endpoint = (region: string, side: 'public' | 'internal', url: string): Catalog[number]['endpoints'][number] => ({ id: url, interface: side, region, region_id: region, url });

const catalog: Catalog = [
  { id: '1', type: 'compute', name: 'nova', endpoints: [endpoint('A', 'public', 'http://a/compute/v2.1'), endpoint('B', 'internal', 'http://b/compute/v2.1/')] },
];

t.test('the endpoint is that of type, interface and region', (t) => {
  t.equal(endpointOf(catalog, { type: 'compute', interface: 'public' }), 'http://a/compute/v2.1');
  t.equal(endpointOf(catalog, { type: 'compute', interface: 'internal', regionName: 'B' }), 'http://b/compute/v2.1');
  t.end();
});

t.test('what is not there says what there is', (t) => {
  const asked = (wish: Parameters<typeof endpointOf>[1]): unknown => {
    try {
      return endpointOf(catalog, wish);
    } catch (error) {
      return (error as { details: Record<string, unknown> }).details['reason'];
    }
  };
  t.equal(asked({ type: 'image', interface: 'public' }), 'the catalog has the services compute');
  t.equal(asked({ type: 'compute', interface: 'public', regionName: 'B' }), 'the catalog has compute as public in A, internal in B');
  t.throws(() => endpointOf([], { type: 'compute', interface: 'public' }), { message: 'Cannot find the public endpoint of the service compute.' });
  t.end();
});

t.test('the version in a URL is the contract\'s own', (t) => {
  t.equal(withoutVersion('http://h/compute/v2.1'), 'http://h/compute');
  t.equal(withoutVersion('http://h/identity/v3/'), 'http://h/identity');
  t.equal(withoutVersion('http://h/network'), 'http://h/network');
  t.end();
});
