import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import t from 'tap';
import type { Test } from 'tap';
import { mayConnect } from '../../../image-service/imports/public-address.ts';
import { bodyOf, defaultFetchRules, readUrl, safeFetch } from '../../../image-service/imports/safe-fetch.ts';
import type { FetchRules } from '../../../image-service/imports/safe-fetch.ts';

const signal = new AbortController().signal;
const rules = (changes: Partial<FetchRules> = {}): FetchRules => ({ ...defaultFetchRules, ports: [], resolve: async () => ['127.0.0.1'], ...changes });
const loopback = { allowedNetworks: ['127.0.0.0/8'] };

async function serve(t: Test, listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

t.test('13.12 only public unicast addresses may be reached, whatever they are dressed as', async (t) => {
  const refused = [
    '0.0.0.0', '10.1.2.3', '100.64.0.1', '127.0.0.1', '127.255.255.254', '169.254.169.254', '172.16.0.1', '192.168.1.1', '192.0.2.1', '198.18.0.1',
    '224.0.0.1', '240.0.0.1', '255.255.255.255', '::', '::1', '::ffff:127.0.0.1', '::ffff:10.0.0.1', '::127.0.0.1', '64:ff9b::7f00:1', '2002:7f00:1::', '2001::1',
    'fc00::1', 'fd12::1', 'fe80::1', 'fec0::1', 'ff02::1', '2001:db8::1', 'not an address', '',
  ];
  for (const address of refused) t.notOk(mayConnect(address, []), address);
  for (const address of ['8.8.8.8', '1.1.1.1', '2606:4700::1111']) t.ok(mayConnect(address, []), address);
  t.ok(mayConnect('127.0.0.1', ['127.0.0.0/8']), 'unless the operator says so');
  t.ok(mayConnect('::ffff:127.0.0.1', ['127.0.0.0/8']), 'the same address in other words');
  t.notOk(mayConnect('10.0.0.1', ['127.0.0.0/8', '::1/128']));
});

t.test('13.12 no way of writing a private host gets by', async (t) => {
  let asked = 0;
  const host = await serve(t, (_request, response) => {
    asked += 1;
    response.end('secret');
  });
  const port = host.split(':')[1];
  const forms = ['127.0.0.1', '0x7f000001', '2130706433', '0177.0.0.1', '127.1', '0x7f.1', '[::1]', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]', 'localhost', 'localhost.', '169.254.169.254', '0'];
  for (const form of forms) {
    await t.rejects(safeFetch(`http://${form}:${port}/`, rules({ resolve: async () => ['127.0.0.1'] }), { signal }), { code: 'bad-request', message: /not a public one/ }, form);
  }
  await t.rejects(safeFetch(`http://two.example:${port}/`, rules({ resolve: async () => ['8.8.8.8', '127.0.0.1'] }), { signal }), { code: 'bad-request' }, 'one bad address among good ones');
  t.equal(asked, 0);
});

t.test('13.12 the connection goes to the address that was checked, not to what the name says next', async (t) => {
  const host = await serve(t, (request, response) => response.end(request.headers.host));
  let lookups = 0;
  const rebinding = rules({
    ...loopback,
    resolve: async () => {
      lookups += 1;
      return lookups === 1 ? ['127.0.0.1'] : ['10.0.0.1'];
    },
  });
  const fetched = await safeFetch(`http://rebind.example:${host.split(':')[1]}/`, rebinding, { signal });
  t.equal((await buffer(Readable.from(bodyOf(fetched, rebinding)))).toString(), `rebind.example:${host.split(':')[1]}`);
  t.equal(lookups, 1);
});

t.test('13.12 every redirect is checked as the first URL was', async (t) => {
  const seen: string[] = [];
  const host = await serve(t, (request, response) => {
    seen.push(`${request.headers.host} ${request.url} ${request.headers.authorization ?? '-'}`);
    const location = { '/private': 'http://10.0.0.1/', '/file': 'file:///etc/passwd', '/loop': '/loop', '/other': `http://other.example:${request.socket.localPort}/end`, '/here': '/end' }[request.url ?? ''];
    response.writeHead(location === undefined ? 200 : 302, location === undefined ? {} : { Location: location });
    response.end('end');
  });
  const open = rules(loopback);
  await t.rejects(safeFetch(`http://${host}/private`, open, { signal }), { code: 'bad-request', message: /not a public one/ });
  await t.rejects(safeFetch(`http://${host}/file`, open, { signal }), { code: 'bad-request', message: /scheme file:/ });
  await t.rejects(safeFetch(`http://${host}/loop`, open, { signal }), { code: 'bad-request', message: /more than 5 times/ });
  seen.length = 0;
  for (const path of ['/here', '/other']) (await safeFetch(`http://${host}${path}`, open, { signal, headers: { Authorization: 'secret' } })).body.destroy();
  t.same(seen, [`${host} /here secret`, `${host} /end secret`, `${host} /other secret`, `other.example:${host.split(':')[1]} /end -`], 'credentials stay with whom they were given for');
});

t.test('ports, schemes and credentials in a URL are refused', async (t) => {
  await t.rejects(safeFetch('http://example.com:22/', rules({ ports: [80, 443] }), { signal }), { code: 'bad-request', message: /port 22/ });
  for (const text of ['ftp://x/', 'file:///etc/passwd', 'gopher://x/', 'nonsense', 'http://user:secret@x/', '//x/y']) t.throws(() => readUrl(text), { code: 'bad-request' }, text);
  t.throws(() => readUrl('http://user:secret@x/'), { message: /^(?!.*secret).*$/ });
});

t.test('a far side that is silent, or breaks off, is told apart from a whole answer', async (t) => {
  const host = await serve(t, (request, response) => {
    if (request.url === '/silent') return;
    response.writeHead(200, { 'Content-Length': '10' });
    response.write('12345');
    if (request.url === '/short') setImmediate(() => response.destroy());
  });
  const open = rules({ ...loopback, answerTimeoutMs: 100, idleTimeoutMs: 100 });
  await t.rejects(safeFetch(`http://${host}/silent`, open, { signal }), { code: 'timeout' });
  await t.rejects(buffer(Readable.from(bodyOf(await safeFetch(`http://${host}/short`, open, { signal }), open))), { code: 'bad-gateway', message: /broke off/ });
  await t.rejects(buffer(Readable.from(bodyOf(await safeFetch(`http://${host}/idle`, open, { signal }), open))), { code: 'timeout', message: /no byte/ });
  await t.rejects(safeFetch('http://nowhere.example/', rules({ resolve: async () => Promise.reject(new Error('ENOTFOUND')) }), { signal }), { code: 'bad-gateway', message: /cannot be resolved/ });
});
