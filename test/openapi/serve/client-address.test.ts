import t from 'tap';
import { trustedProxies } from '../../../openapi/serve/client-address.ts';

void t.test('the client is whom the last trusted proxy was called by', (t) => {
  const { clientOf } = trustedProxies(['10.0.0.0/24', '192.0.2.7', 'fd00::/8']);
  const cases: [why: string, peer: string, forwarded: string | string[] | undefined, client: string][] = [
    ['nobody forwards', '198.51.100.1', undefined, '198.51.100.1'],
    ['a stranger writes what it likes', '198.51.100.1', '203.0.113.9', '198.51.100.1'],
    ['one proxy', '10.0.0.3', '203.0.113.9', '203.0.113.9'],
    ['a client that lies before the proxy', '10.0.0.3', '1.2.3.4, 203.0.113.9', '203.0.113.9'],
    ['two proxies', '192.0.2.7', '1.2.3.4, 203.0.113.9,10.0.0.3', '203.0.113.9'],
    ['several headers', '192.0.2.7', ['203.0.113.9', '10.0.0.3'], '203.0.113.9'],
    ['a proxy itself calls', '10.0.0.3', undefined, '10.0.0.3'],
    ['all are proxies', '10.0.0.3', '10.0.0.4', '10.0.0.4'],
    ['no address ends the chain', '10.0.0.3', '203.0.113.9, unknown', '10.0.0.3'],
    ['IPv4 on a socket of both families', '::ffff:10.0.0.3', '203.0.113.9', '203.0.113.9'],
    ['IPv6', 'fd00::1', '2001:DB8::0:9', '2001:db8::9'],
  ];
  for (const [why, peer, forwarded, client] of cases) t.equal(clientOf(peer, forwarded), client, why);
  t.equal(trustedProxies([]).clientOf('10.0.0.3', '203.0.113.9'), '10.0.0.3', 'nobody is trusted unless named');
  t.throws(() => trustedProxies(['proxy.example']), { message: /trusted_proxies has "proxy.example", which is neither/ });
  t.end();
});
