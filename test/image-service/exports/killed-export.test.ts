import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import t from 'tap';
import { dockerImage, layersOf } from '../../kit/images.ts';
import { settled, startImageProcess } from '../image-process.ts';
import type { ImageProcess } from '../image-process.ts';
import { chunked, startTokenServer } from '../kit.ts';

/** A registry that takes everything, but for one blob's first coming: that is never answered. */
async function startRegistry(): Promise<{ host: string; sent: string[]; stuck: Promise<void>; close(): void }> {
  const there = new Set<string>();
  const sent: string[] = [];
  let stick: () => void = () => undefined;
  const stuck = new Promise<void>((resolve) => (stick = resolve));
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '', 'http://registry');
    const digest = url.searchParams.get('digest') ?? url.pathname.split('/').at(-1) ?? '';
    await buffer(request);
    if (request.method === 'HEAD') return void response.writeHead(there.has(digest) ? 200 : 404).end();
    if (request.method === 'POST') return void response.writeHead(202, { Location: '/v2/team/app/blobs/uploads/1' }).end();
    sent.push(digest);
    if (sent.length === 2) return stick();
    there.add(digest);
    response.writeHead(201).end();
  };
  // A sender that is killed ends its request in the middle, which is what is tried here.
  const server = createServer((request, response) => void answer(request, response).catch(() => response.destroy()));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    sent,
    stuck,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

t.test('killed in the middle of a push to another registry, the service goes on with what is missing there', { timeout: 60_000 }, async (t) => {
  const tokens = await startTokenServer();
  const stateDir = await mkdtemp(join(tmpdir(), 'sampan-export-'));
  const registry = await startRegistry();
  const settings = { SAMPAN_IMAGE_IMPORT_NETWORKS: '127.0.0.0/8', SAMPAN_IMAGE_IMPORT_PORTS: '*' };
  let running: ImageProcess = await startImageProcess(tokens, stateDir, settings);
  t.teardown(async () => {
    await running.kill();
    registry.close();
    await tokens.close();
    await rm(stateDir, { recursive: true, force: true });
  });
  const { archive } = await dockerImage(await layersOf(['base '.repeat(50_000), 'top']));
  const { body: image } = await running.client.call('createImage', { body: { name: 'x', container_format: 'docker', disk_format: 'raw' } as never });
  const path = { id: image.id };
  await running.client.stream('uploadImage', { path, body: chunked(archive) });
  const push = async (): Promise<string | undefined> =>
    (await running.client.call('exportImage', { path, body: { method: { name: 'oci-push', ref: `${registry.host}/team/app:1` } } })).headers['openstack-image-task-id'];
  const begun = await push();
  await registry.stuck;
  t.equal(await push(), begun, 'who asks again watches the same');
  await running.kill();
  running = await startImageProcess(tokens, stateDir, settings);
  const taskOf = async () => (await running.client.call('listImageTasks', { path })).body.tasks.find(({ id }) => id === begun);
  await settled(async () => (await taskOf())?.status !== 'processing');
  const task = await taskOf();
  t.match(task, { status: 'success', message: '' });
  t.equal(task?.bytes_done, task?.bytes_total);
  const [first, second, ...after] = registry.sent;
  t.same(after, [second, ...after.slice(1)], 'what was being sent is sent again');
  t.notOk(after.includes(first ?? ''), 'what was there is not');
  t.equal(after.at(-1), '1', 'the manifest is last');
  t.equal((await running.client.call('listImageTasks', { path })).body.tasks.length, 1);
});
