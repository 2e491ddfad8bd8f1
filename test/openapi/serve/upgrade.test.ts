import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import t from 'tap';
import type { Test } from 'tap';
import WebSocket, { WebSocketServer } from 'ws';
import { passUpgrade } from '../../../openapi/call/upgrade.ts';
import { conflict } from '../../../openapi/serve/fault.ts';
import type { AnyHandler } from '../../../openapi/serve/handler.ts';
import { smallContract, smallHandlers, startSmallServer } from '../fixture.ts';
import type { SmallServer } from '../fixture.ts';

/** The small server with a WebSocket at /talk/{name}. */
async function talking(t: Test, openTalk: AnyHandler): Promise<SmallServer & { socketUrl: string }> {
  const contract = smallContract();
  contract.paths['/talk/{name}'] = {
    get: {
      operationId: 'openTalk',
      'x-policy': { roles: ['member'] },
      'x-websocket': true,
      parameters: [
        { name: 'name', in: 'path', required: true, schema: { type: 'string' } },
        { name: 'times', in: 'query', schema: { type: 'integer' } },
      ],
      responses: { 101: { description: 'ok' } },
    },
  };
  const started = await startSmallServer({ mounts: [{ contract, prefix: '/small/v1', handlers: smallHandlers({ openTalk }) }] });
  t.teardown(() => started.server.stop(100));
  return { ...started, socketUrl: `${started.url.replace('http', 'ws')}/small/v1/talk` };
}

const echo: AnyHandler = ({ path, query, auth }) => ({
  status: 101,
  upgrade: ({ request, socket, head }) => {
    new WebSocketServer({ noServer: true }).handleUpgrade(request, socket, head, (talk) => {
      talk.send(JSON.stringify({ path, query, user: auth.userId }));
      talk.on('message', (data: Buffer) => talk.send(data));
    });
  },
});

const answer = async (socket: WebSocket): Promise<{ status: number; body: string }> => {
  const [, response] = (await once(socket, 'unexpected-response')) as [unknown, AsyncIterable<Buffer> & { statusCode: number }];
  let body = '';
  for await (const chunk of response) body += chunk.toString();
  return { status: response.statusCode, body };
};

const nextText = async (socket: WebSocket): Promise<string> => String(((await once(socket, 'message')) as [Buffer])[0]);

t.test('a handler takes over a connection whose token, path and query were checked', async (t) => {
  const { socketUrl, issuer } = await talking(t, echo);
  const socket = new WebSocket(`${socketUrl}/tom%20x?times=3`, { headers: { 'X-Auth-Token': issuer.issue() } });
  t.same(JSON.parse(await nextText(socket)), { path: { name: 'tom x' }, query: { times: 3 }, user: 'u1' });
  socket.send('hello');
  t.equal(await nextText(socket), 'hello');
  socket.close();
  await once(socket, 'close');
});

t.test('a refusal is an ordinary answer in the form of the service', async (t) => {
  const { socketUrl, issuer, url } = await talking(t, () => {
    throw conflict('It is busy.');
  });
  t.match(await answer(new WebSocket(`${socketUrl}/tom`)), { status: 401, body: /authentication/ });
  t.match(await answer(new WebSocket(`${socketUrl}/tom`, { headers: { 'X-Auth-Token': issuer.issue({ roles: ['reader'] }) } })), { status: 403, body: /needs the role member/ });
  const headers = { 'X-Auth-Token': issuer.issue() };
  t.match(await answer(new WebSocket(`${socketUrl}/tom?times=often`, { headers })), { status: 400, body: /times/ });
  t.match(await answer(new WebSocket(`${socketUrl}/tom`, { headers })), { status: 409, body: /It is busy/ });
  t.equal((await fetch(`${url}/small/v1/talk/tom`, { headers })).status, 426);
});

t.test('a request that asks for another upgrade in passing is served as if it had not', async (t) => {
  const { url, issuer } = await talking(t, echo);
  const body = JSON.stringify({ name: 'x' });
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.write(
    [`POST /small/v1/things HTTP/1.1`, 'Host: a', 'Connection: Upgrade, HTTP2-Settings', 'Upgrade: h2c', 'HTTP2-Settings: AAMAAABk', `X-Auth-Token: ${issuer.issue()}`, 'Content-Type: application/json', `Content-Length: ${body.length}`, '', body].join('\r\n'),
  );
  const [answered] = (await once(socket, 'data')) as [Buffer];
  t.match(answered.toString(), /^HTTP\/1\.1 201 /);
  socket.destroy();
});

t.test('a connection is passed on to another service as it is, and its refusal too', async (t) => {
  const behind = await talking(t, echo);
  const broken = await talking(t, () => {
    throw conflict('It is busy behind.');
  });
  const front = await talking(t, async ({ path, headers }) => {
    const target = (path as { name: string }).name === 'broken' ? broken : behind;
    return { status: 101, upgrade: await passUpgrade({ url: `${target.url}/small/v1/talk/behind`, clientHeaders: headers, headers: { 'X-Auth-Token': target.issuer.issue({ sub: 'front' }) } }) };
  });
  const headers = { 'X-Auth-Token': front.issuer.issue() };
  const socket = new WebSocket(`${front.socketUrl}/x`, { headers });
  t.match(JSON.parse(await nextText(socket)), { path: { name: 'behind' }, user: 'front' });
  const large = 'x'.repeat(300_000);
  socket.send(large);
  t.equal(await nextText(socket), large);
  t.match(await answer(new WebSocket(`${front.socketUrl}/broken`, { headers })), { status: 409, body: /It is busy behind/ });
  await behind.server.stop(100);
  await once(socket, 'close');
  t.pass('the end of one side is the end of the other');
});

t.test('a service that stops cuts what it upgraded', async (t) => {
  const { socketUrl, issuer, server } = await talking(t, echo);
  const socket = new WebSocket(`${socketUrl}/x`, { headers: { 'X-Auth-Token': issuer.issue() } });
  await nextText(socket);
  const closed = once(socket, 'close');
  await server.stop(10_000);
  await closed;
  t.ok((server.hapi.listener.address() as AddressInfo | null) === null);
});
