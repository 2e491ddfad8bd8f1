import { createServer as createHttpServer } from 'node:http';
import type { IncomingMessage, RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import t from 'tap';
import type { Test } from 'tap';
import { createClient } from '../../../openapi/call/call.ts';
import type { Client, ClientOptions } from '../../../openapi/call/call.ts';
import { findRoutes, routeUrl } from '../../../openapi/call/routes.ts';
import { smallContract } from '../fixture.ts';

/** A raw server, because the faults of the wire are what is tested here. */
async function wire(t: Test, listener: RequestListener, options: Partial<ClientOptions> = {}): Promise<{ identity: Client<'identity'>; url: string }> {
  const server = createHttpServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const identity = createClient('identity', { baseUrl: `${url}/identity`, retryDelayMs: 1, ...options });
  t.teardown(() => {
    identity.close();
    server.closeAllConnections();
    server.close();
  });
  return { identity, url };
}

const answer = (status: number, body: unknown, headers: Record<string, string> = {}): RequestListener => (request, response) => {
  request.resume();
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body === undefined ? undefined : JSON.stringify(body));
};

t.test('a call fills the path, the query and the headers, and reads the answer', async (t) => {
  const seen: IncomingMessage[] = [];
  const { identity } = await wire(
    t,
    (request, response) => {
      seen.push(request);
      answer(200, { user: { id: 'a b', name: 'n' } }, { 'X-Odd': '1' })(request, response);
    },
    { tokens: { token: () => Promise.resolve('tok'), invalidate: () => undefined }, userAgent: 'probe/1' },
  );
  const { status, body, headers } = await identity.call('getUser', { path: { id: 'a/b c' }, requestId: 'req-1' });
  t.match([status, body, headers['x-odd']], [200, { user: { name: 'n' } }, '1']);
  t.equal(seen[0]?.url, '/identity/v3/users/a%2Fb%20c');
  t.match(seen[0]?.headers, { 'x-auth-token': 'tok', 'user-agent': 'probe/1', 'x-openstack-request-id': 'req-1' });
});

t.test('path templates, lists and absent values make the URL that was meant', async (t) => {
  const route = findRoutes(smallContract()).get('listThings');
  t.match(route, { method: 'GET', path: '/things', mediaType: 'application/json' });
  const url = routeUrl('http://h/x/', { method: 'GET', path: '/a/{id}', mediaType: '' }, { id: 'ü/1' }, { tag: ['a', 'b c'], none: undefined, n: 0 });
  t.equal(url, 'http://h/x/a/%C3%BC%2F1?tag=a&tag=b+c&n=0');
  t.throws(() => routeUrl('http://h', { method: 'GET', path: '/a/{id}', mediaType: '' }), TypeError);
});

t.test('every service’s error body becomes a fault with its words and its request id', async (t) => {
  const cases: [number, unknown, object][] = [
    [404, { error: { code: 404, title: 'Not Found', message: 'no user' } }, { code: 'not-found', message: 'no user' }],
    [409, { conflictingRequest: { code: 409, message: 'wrong state' } }, { code: 'conflict', message: 'wrong state' }],
    [409, { NeutronError: { type: 'OverQuota', message: 'quota', detail: '' } }, { status: 409, message: 'quota', details: { neutronType: 'OverQuota' } }],
    [400, { code: 400, title: 'Bad Request', message: 'odd image', fault: 'image-unusable' }, { code: 'image-unusable', message: 'odd image' }],
    [409, { error: { code: 'no-valid-host', status: 409, message: 'no host', details: { a: 1 }, retryable: false } }, { code: 'no-valid-host', details: { a: 1 } }],
    [418, undefined, { status: 418, message: /listUsers \(GET .*\) was answered with status 418/ }],
  ];
  for (const [status, body, expected] of cases) {
    const { identity } = await wire(t, answer(status, body, { 'x-openstack-request-id': 'req-9' }));
    const fault: unknown = await identity.call('listUsers').catch((error: unknown) => error);
    t.match(fault, { ...expected, name: 'Fault', details: { requestId: 'req-9' } });
  }
});

t.test('harmless calls are repeated on retryable faults, others are not, and both have an end', async (t) => {
  let count = 0;
  const unwell: RequestListener = (request, response) => {
    count += 1;
    answer(503, { error: { message: 'busy' } })(request, response);
  };
  const { identity } = await wire(t, unwell, { retries: 2 });
  await t.rejects(identity.call('listUsers'), { code: 'unavailable', message: 'busy' });
  t.equal(count, 3);
  count = 0;
  await t.rejects(identity.call('createUser', { body: { user: { name: 'x' } } }), { code: 'unavailable' });
  t.equal(count, 1);
  count = 0;
  await t.rejects(identity.call('createUser', { body: { user: { name: 'x' } }, headers: { 'Idempotency-Key': 'k' } }), { code: 'unavailable' });
  t.equal(count, 3);
});

t.test('a service that comes back is not noticed, and Retry-After is heeded', async (t) => {
  let count = 0;
  const { identity } = await wire(t, (request, response) => {
    count += 1;
    if (count === 1) request.socket.destroy();
    else if (count === 2) answer(429, { error: { message: 'slow down' } }, { 'retry-after': '0.05' })(request, response);
    else answer(200, { users: [], links: {} })(request, response);
  });
  const before = performance.now();
  t.match(await identity.call('listUsers'), { status: 200 });
  t.equal(count, 3);
  t.ok(performance.now() - before >= 45);
});

t.test('a refused connection is a fault that says so, without the token', async (t) => {
  const identity = createClient('identity', { baseUrl: 'http://127.0.0.1:9', retries: 0, tokens: { token: () => Promise.resolve('s3cret'), invalidate: () => undefined } });
  const fault: unknown = await identity.call('listUsers').catch((error: unknown) => error);
  t.match(fault, { code: 'unavailable', retryable: true, message: /listUsers \(GET http:\/\/127.0.0.1:9\/v3\/users\) failed: the connection was refused/ });
  t.notMatch(JSON.stringify([fault, (fault as Error).cause, Object.entries((fault as Error).cause as object)]), /s3cret/);
});

t.test('a slow answer is a timeout, and the caller’s abort is the caller’s reason', async (t) => {
  const { identity } = await wire(t, (_, response) => void response.writeHead(200).write('{'), { timeoutMs: 30, retries: 0 });
  await t.rejects(identity.call('listUsers'), { code: 'timeout', message: /not answered within 30 ms/ });
  const controller = new AbortController();
  const asked = identity.call('listUsers', { signal: controller.signal, timeoutMs: 5000 });
  setTimeout(() => controller.abort(new Error('enough')), 20);
  await t.rejects(asked, { message: 'enough' });
});

t.test('a 401 renews the token once', async (t) => {
  const given: string[] = [];
  const tokens = { n: 1, token: () => Promise.resolve(`t${tokens.n}`), invalidate: () => void (tokens.n += 1) };
  const { identity } = await wire(
    t,
    (request, response) => {
      const token = String(request.headers['x-auth-token']);
      given.push(token);
      answer(token === 't2' ? 200 : 401, token === 't2' ? { users: [], links: {} } : { error: { message: 'no' } })(request, response);
    },
    { tokens },
  );
  await identity.call('listUsers');
  t.same(given, ['t1', 't2']);
  tokens.n = 5;
  await t.rejects(identity.call('listUsers'), { code: 'unauthorized' });
  t.same(given.slice(2), ['t5', 't6']);
});

t.test('an answer that is not JSON points at the URL', async (t) => {
  const { identity } = await wire(t, (_, response) => void response.writeHead(200).end('<html>'));
  await t.rejects(identity.call('listUsers'), { code: 'bad-gateway', message: /not JSON: is this the URL of the right service/ });
});

t.test('streams go both ways as they come', async (t) => {
  const { identity } = await wire(t, (request, response) => {
    response.writeHead(200, { 'content-type': 'application/octet-stream', 'x-length': String(request.headers['content-length']) });
    request.pipe(response);
  });
  const chunk = Buffer.alloc(1 << 20, 3);
  const body = Readable.from([chunk, chunk, chunk]);
  const answered = await identity.stream('issueToken', { body, headers: { 'content-type': 'application/octet-stream' } });
  t.equal((await buffer(answered.body)).length, 3 * chunk.length);
  t.equal(answered.headers['x-length'], 'undefined', 'chunked, because nobody counted first');
});
