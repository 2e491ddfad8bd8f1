import { Readable } from 'node:stream';
import { connect } from 'node:net';
import t from 'tap';
import type { Test } from 'tap';
import { conflict } from '../../../openapi/serve/fault.ts';
import type { HandlerTable } from '../../../openapi/serve/handler.ts';
import type { ServerOptions } from '../../../openapi/serve/serve.ts';
import type { ServiceForm } from '../../../openapi/contracts.ts';
import { deferred, smallContract, smallHandlers, startSmallServer } from '../fixture.ts';
import type { SmallServer } from '../fixture.ts';

const id = '0a5ee1c8-9d1e-4b0c-8d4b-2f2f5f0a9a11';

async function small(t: Test, options: Partial<ServerOptions> = {}): Promise<SmallServer> {
  const started = await startSmallServer(options);
  t.teardown(() => started.server.stop(100));
  return started;
}

async function withHandlers(t: Test, overrides: HandlerTable, form: ServiceForm = 'sampan', more: Partial<ServerOptions> = {}): Promise<SmallServer> {
  return small(t, { mounts: [{ contract: smallContract(form), prefix: '/small/v1', handlers: smallHandlers(overrides) }], ...more });
}

type Json = Record<string, never>;

t.test('a missing and an extra handler are errors at start-up that name them', async (t) => {
  const handlers = smallHandlers({ ghost: () => ({ status: 200 }) });
  delete handlers['getThing'];
  await t.rejects(small(t, { mounts: [{ contract: smallContract(), prefix: '', handlers }] }), {
    message: 'Small (/): without handler: getThing; handlers without operation: ghost',
  });
});

t.test('links follow the Host header, the proxy and the configured URL, in that order of weight', async (t) => {
  const { url } = await small(t);
  const baseUrl = async (headers: Record<string, string>, at = url): Promise<string> =>
    ((await (await fetch(`${at}/small/v1/`, { headers })).json()) as { baseUrl: string }).baseUrl;
  t.equal(await baseUrl({}), `${url}/small/v1`);
  t.equal(
    await baseUrl({ 'X-Forwarded-Host': 'cloud.example, inner', 'X-Forwarded-Proto': 'https', 'X-Forwarded-Prefix': '/api' }),
    'https://cloud.example/api/small/v1',
  );
  t.equal(await baseUrl({ 'X-Forwarded-Host': 'evil"><x' }), `${url}/small/v1`, 'an odd host is not repeated');
  const configured = await small(t, { publicUrl: 'https://public.example/' });
  t.equal(await baseUrl({ 'X-Forwarded-Host': 'other' }, configured.url), 'https://public.example/small/v1');
});

t.test('a token is asked for, and the answer says where to get one', async (t) => {
  const { url } = await small(t);
  const response = await fetch(`${url}/small/v1/things`);
  t.equal(response.status, 401);
  t.equal(response.headers.get('www-authenticate'), 'Keystone uri="http://identity.example/v3"');
  t.equal(response.headers.get('content-type'), 'application/json');
  t.match(await response.json(), { error: { code: 401, title: 'Unauthorized' } });
  const bad = await fetch(`${url}/small/v1/things`, { headers: { 'X-Auth-Token': 'nonsense' } });
  t.equal(bad.status, 401);
  const stale = await fetch(`${url}/small/v1`, { headers: { 'X-Auth-Token': 'nonsense' } });
  t.equal(stale.status, 300, 'a public operation does not mind a bad token');
});

t.test('roles and scope decide before the body is looked at', async (t) => {
  const { url, issuer } = await small(t);
  const status = async (path: string, init: RequestInit, claims: object): Promise<number> => {
    const response = await fetch(`${url}/small/v1${path}`, { ...init, headers: { 'X-Auth-Token': issuer.issue(claims) } });
    await response.text();
    return response.status;
  };
  t.equal(await status('/things', {}, {}), 200);
  t.equal(await status('/things', {}, { proj: undefined }), 403);
  t.equal(await status('/things', { method: 'POST', body: '{' }, { roles: ['reader'] }), 403);
  t.equal(await status(`/things/${id}`, { method: 'DELETE' }, { roles: ['member'] }), 403);
  t.equal(await status(`/things/${id}`, { method: 'DELETE' }, { roles: ['admin'], sys: true }), 204);
});

t.test('query values get their types, defaults and lists, and strangers are refused by our own services only', async (t) => {
  const { url, issuer } = await small(t);
  const headers = { 'X-Auth-Token': issuer.issue() };
  const list = async (query: string, at = url): Promise<Response> => fetch(`${at}/small/v1/things${query}`, { headers });
  t.match(await (await list('?limit=5&deleted=True&tag=a&tag=b')).json(), { query: { limit: 5, deleted: true, tag: ['a', 'b'] } });
  t.match(await (await list('?tag=a')).json(), { query: { limit: 20, tag: ['a'] } });
  const bad = await list('?limit=-1');
  t.equal(bad.status, 400);
  t.match(await bad.json(), { error: { code: 'bad-request', status: 400, message: 'Invalid input for limit: expected a number from 0, and got -1.' } });
  t.equal((await list('?colour=red')).status, 400);
  const network = await withHandlers(t, {}, 'network');
  const answer = await fetch(`${network.url}/small/v1/things?colour=red`, { headers: { 'X-Auth-Token': network.issuer.issue() } });
  t.equal(answer.status, 200);
  t.notMatch(await answer.json(), { query: { colour: 'red' } });
});

t.test('a body is parsed, completed with defaults and checked, and the message names the field', async (t) => {
  const { url, issuer } = await small(t);
  const post = async (body: string | undefined, headers: Record<string, string> = { 'Content-Type': 'application/json' }): Promise<[number, Json]> => {
    const response = await fetch(`${url}/small/v1/things`, { method: 'POST', ...(body === undefined ? {} : { body }), headers: { 'X-Auth-Token': issuer.issue(), ...headers } });
    return [response.status, (await response.json()) as Json];
  };
  t.match(await post('{"name":"x"}'), [201, { name: 'x', size: 3 }]);
  t.match(await post('{"name":"x"'), [400, { error: { message: /Malformed JSON body/ } }]);
  t.match(await post('{"name":"x","__proto__":{}}'), [400, {}]);
  t.match(await post(undefined), [400, { error: { message: /needs a JSON body/ } }]);
  t.match(await post('name=x', { 'Content-Type': 'application/x-www-form-urlencoded' }), [415, { error: { code: 'unsupported-media-type' } }]);
  t.match(await post('{"name":"x","network":{"cidr":"10.0.0/8"}}'), [400, { error: { message: 'Invalid input for network.cidr: expected the form of a cidr, and got "10.0.0/8".', details: { field: 'network.cidr' } } }]);
  t.match(await post('{"name":"x","password":"hunter2"}'), [400, { error: { message: 'Invalid input for password: expected at least 8 characters, and got (a secret).' } }]);
  const [, missing] = await post('{"password":"hunter2hunter2"}');
  t.match(missing, { error: { message: /expected the key name, which is required/ } });
  t.notMatch(JSON.stringify(missing), /hunter2/);
});

t.test('a body above the limit is a 413, whether announced or chunked', async (t) => {
  const { url, issuer } = await small(t, { maxBodyBytes: 1000 });
  const big = JSON.stringify({ name: 'x'.repeat(2000) });
  const headers = { 'X-Auth-Token': issuer.issue(), 'Content-Type': 'application/json' };
  t.equal((await fetch(`${url}/small/v1/things`, { method: 'POST', body: big, headers })).status, 413);
  const chunked = { method: 'POST', body: Readable.toWeb(Readable.from([Buffer.from(big)])), headers, duplex: 'half' };
  t.equal((await fetch(`${url}/small/v1/things`, chunked as RequestInit)).status, 413);
});

t.test('unknown paths, wrong methods and ids of the wrong form speak the form of the service', async (t) => {
  for (const [form, key] of [['compute', 'itemNotFound'], ['identity', 'error'], ['network', 'NeutronError'], ['image', 'message'], ['host', 'error']] as const) {
    const { url, issuer } = await withHandlers(t, {}, form);
    const headers = { 'X-Auth-Token': issuer.issue() };
    const unknown = await fetch(`${url}/small/v1/nothing`, { headers });
    t.equal(unknown.status, 404, form);
    t.ok(key in ((await unknown.json()) as object), `${form} has ${key}`);
    const method = await fetch(`${url}/small/v1/things/`, { method: 'PUT', headers });
    t.equal(method.status, 405);
    t.equal(method.headers.get('allow'), 'GET, POST, HEAD');
    t.equal((await fetch(`${url}/small/v1/things/by-name`, { headers })).status, 404);
  }
});

t.test('HEAD has its own operation where there is one, and follows GET elsewhere', async (t) => {
  const { url, issuer } = await small(t);
  const headers = { 'X-Auth-Token': issuer.issue() };
  t.equal((await fetch(`${url}/small/v1/things/${id}`, { method: 'HEAD', headers })).status, 204);
  const list = await fetch(`${url}/small/v1/things`, { method: 'HEAD', headers });
  t.equal(list.status, 200);
  t.equal(await list.text(), '');
});

t.test('an empty Accept and an empty body of type JSON pass', async (t) => {
  const { url, issuer } = await small(t);
  const headers = { 'X-Auth-Token': issuer.issue({ roles: ['admin'], sys: true }), 'Content-Type': 'application/json', 'Accept': '' };
  const response = await fetch(`${url}/small/v1/things/${id}`, { method: 'DELETE', headers });
  t.equal(response.status, 204);
  t.equal(response.headers.get('content-type'), null);
});

t.test('every answer has a request id; that of another service is kept, a stranger’s is not', async (t) => {
  const { url, issuer } = await withHandlers(t, {}, 'compute');
  const given = 'req-11111111-2222-3333-4444-555555555555';
  const ask = async (roles: string[], path: string): Promise<Headers> =>
    (await fetch(`${url}/small/v1${path}`, { headers: { 'X-Auth-Token': issuer.issue({ roles }), 'X-OpenStack-Request-ID': given } })).headers;
  t.equal((await ask(['service', 'reader'], '/things')).get('x-openstack-request-id'), given);
  const own = (await ask(['reader'], '/things')).get('x-openstack-request-id') ?? '';
  t.match(own, /^req-[0-9a-f-]{36}$/);
  t.not(own, given);
  const unknown = await ask(['reader'], '/nothing');
  t.match(unknown.get('x-openstack-request-id'), /^req-/);
  t.equal(unknown.get('x-compute-request-id'), unknown.get('x-openstack-request-id'));
});

t.test('a fault keeps its words, and a bug becomes a 500 without details but with a line in the log', async (t) => {
  const { url, issuer, captured } = await withHandlers(t, {
    getThing: () => {
      throw conflict('Cannot start server x while it is ACTIVE.', { allowed: ['stop'] });
    },
    listThings: () => {
      throw new TypeError('secret inner state');
    },
  });
  const headers = { 'X-Auth-Token': issuer.issue() };
  const refused = await fetch(`${url}/small/v1/things/${id}`, { headers });
  t.equal(refused.status, 409);
  t.match(await refused.json(), { error: { code: 'conflict', status: 409, details: { allowed: ['stop'] }, retryable: false, request_id: refused.headers.get('x-openstack-request-id') } });
  const bug = await fetch(`${url}/small/v1/things`, { headers });
  t.equal(bug.status, 500);
  t.notMatch(await bug.text(), /inner state/);
  t.match(captured.lines().find((line) => line['level'] === 'error'), { error: { message: 'secret inner state' }, operation: 'listThings' });
});

t.test('answers are held against the contract when asked for', async (t) => {
  const { url, issuer, captured } = await withHandlers(t, { getThing: () => ({ status: 200, body: { id: 1 } }) }, 'sampan', { validateResponses: true });
  const response = await fetch(`${url}/small/v1/things/${id}`, { headers: { 'X-Auth-Token': issuer.issue() } });
  t.equal(response.status, 500);
  t.match(await response.json(), { error: { message: /getThing answered 200 with a body that the contract refuses: .*key name/ } });
  t.ok(captured.lines().some((line) => line['level'] === 'error'));
});

t.test('the access log tells who did what, and no secrets', async (t) => {
  const { url, issuer, captured } = await withHandlers(t, {}, 'identity');
  const token = issuer.issue();
  await fetch(`${url}/small/v1/things?limit=1&token=abc`, { headers: { 'X-Auth-Token': token } });
  const line = captured.lines().find((entry) => entry['msg'] === 'request');
  t.match(line, { method: 'GET', path: '/small/v1/things', query: 'limit=1&token=(a secret)', operation: 'listThings', status: 200, user_id: 'u1', project_id: 'p1', ms: Number });
  t.notMatch(JSON.stringify(captured.lines()), token);
});

t.test('health names what fails, and metrics count by operation', async (t) => {
  const { url, issuer } = await small(t, {
    checks: {
      db: () => undefined,
      disk: () => {
        throw new Error('full');
      },
    },
  });
  const health = await fetch(`${url}/healthz`);
  t.equal(health.status, 503);
  t.same(await health.json(), { name: 'small', status: 'failing', version: '1.0.0', checks: { db: 'ok', disk: 'full' } });
  await fetch(`${url}/small/v1/things`, { headers: { 'X-Auth-Token': issuer.issue() } });
  t.match(await (await fetch(`${url}/metrics`)).text(), /http_requests_total\{method="GET",operation="listThings",status="200"\} 1/);
});

t.test('bodies of any size stream in and out, without being held or cut', async (t) => {
  const { url } = await small(t);
  const chunk = Buffer.alloc(1024 * 1024, 7);
  const source = Readable.from((function* () {
    for (let count = 0; count < 24; count += 1) yield chunk;
  })());
  const response = await fetch(`${url}/small/v1/things/${id}`, { method: 'PUT', body: Readable.toWeb(source), duplex: 'half' } as RequestInit);
  let size = 0;
  for await (const part of response.body ?? []) size += (part as Uint8Array).length;
  t.equal(size, 24 * chunk.length);
  t.equal(response.headers.get('content-type'), 'application/octet-stream');
});

t.test('an upload that brings no byte is given up', async (t) => {
  const failed = deferred<Error>();
  const { server } = await withHandlers(
    t,
    {
      putBlob: async ({ stream }) => {
        try {
          for await (const part of stream) void part;
        } catch (error) {
          failed.resolve(error as Error);
          throw error;
        }
        return { status: 200 };
      },
    },
    'sampan',
    { uploadIdleMs: 50 },
  );
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
  socket.on('error', () => socket.destroy());
  socket.write(`PUT /small/v1/things/${id} HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc`);
  t.match(await failed.promise, { message: /brought no byte for 50 ms/ });
  socket.destroy();
});

t.test('a handler hears that its client went away', async (t) => {
  const gone = deferred<string>();
  const begun = deferred<undefined>();
  const { url } = await withHandlers(t, {
    root: ({ signal }) =>
      new Promise((resolve) => {
        signal.addEventListener('abort', () => {
          gone.resolve(String(signal.reason));
          resolve({ status: 300, body: {} });
        });
        begun.resolve(undefined);
      }),
  });
  const controller = new AbortController();
  const asked = fetch(`${url}/small/v1/`, { signal: controller.signal });
  await begun.promise;
  controller.abort();
  await t.rejects(asked);
  t.match(await gone.promise, /went away/);
});

t.test('stop lets requests in flight finish and ends event streams', async (t) => {
  const events = new Readable({ read: () => undefined });
  events.push('data: 1\n\n');
  const { server, url } = await withHandlers(t, {
    root: () => new Promise((resolve) => setTimeout(resolve, 100, { status: 300, body: { late: true } })),
    putBlob: ({ stream }) => {
      stream.resume();
      return { status: 200, stream: events, headers: { 'content-type': 'text/event-stream' } };
    },
  });
  const stream = await fetch(`${url}/small/v1/things/${id}`, { method: 'PUT' });
  const slow = fetch(`${url}/small/v1/`).then((response) => response.json());
  await new Promise((resolve) => setTimeout(resolve, 30));
  const before = Date.now();
  await server.stop(5000);
  t.ok(Date.now() - before < 2000, 'the event stream did not use up the grace');
  t.same(await slow, { late: true });
  await stream.text().catch(() => undefined);
});

t.test('compute negotiates its microversion and echoes it on every answer', async (t) => {
  const mounts = [{ contract: smallContract('compute'), prefix: '/compute/v2.1', handlers: smallHandlers(), microversions: { min: '2.1', max: '2.79' } }];
  const { url } = await small(t, { mounts });
  const ask = async (headers: Record<string, string>, path = '/compute/v2.1/'): Promise<Response> => fetch(`${url}${path}`, { headers });
  const echo = (response: Response): (string | null)[] => [response.headers.get('openstack-api-version'), response.headers.get('x-openstack-nova-api-version')];
  t.same(echo(await ask({})), ['compute 2.1', '2.1']);
  t.same(echo(await ask({ 'OpenStack-API-Version': 'compute 2.60' })), ['compute 2.60', '2.60']);
  t.same(echo(await ask({ 'X-OpenStack-Nova-API-Version': 'latest' })), ['compute 2.79', '2.79']);
  t.same(echo(await ask({}, '/compute/v2.1/nothing')), ['compute 2.1', '2.1']);
  const high = await ask({ 'X-OpenStack-Nova-API-Version': '2.999' });
  t.equal(high.status, 406);
  t.match(await high.json(), { computeFault: { code: 406, message: 'Version 2.999 is not supported by the API. Minimum is 2.1 and maximum is 2.79.' } });
  t.equal(high.headers.get('openstack-api-version'), 'compute 2.1');
  const odd = await ask({ 'X-OpenStack-Nova-API-Version': 'two' });
  t.match([odd.status, await odd.json()], [400, { badRequest: { code: 400 } }]);
});
