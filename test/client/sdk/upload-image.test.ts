import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import type { Test } from 'tap';
import { rememberingSource, uploadImage } from '../../../client/sdk/upload-image.ts';
import type { UploadSource } from '../../../client/sdk/upload-image.ts';
import { createClient } from '../../../openapi/call/call.ts';
import type { Client } from '../../../openapi/call/call.ts';
import { startImageProcess } from '../../image-service/image-process.ts';
import { startTestService, startTokenServer } from '../../image-service/kit.ts';
import { dockerImage, tarOf } from '../../kit/images.ts';

const patient = (): { signal: AbortSignal } => ({ signal: new AbortController().signal });

/** A way to the service that is cut whenever so many bytes have gone up through it. */
async function cuttingProxy(t: Test, port: number, cutAfterBytes: number[]): Promise<{ url: string; cuts: () => number }> {
  let cuts = 0;
  const sockets = new Set<Socket>();
  const server = createServer((from) => {
    const to = connect(port, '127.0.0.1');
    let passed = 0;
    for (const socket of [from, to]) {
      sockets.add(socket);
      socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    }
    to.pipe(from);
    from.on('data', (chunk: Buffer) => {
      passed += chunk.length;
      const limit = cutAfterBytes[0];
      if (limit !== undefined && passed > limit) {
        cutAfterBytes.shift();
        cuts += 1;
        from.destroy();
        to.destroySoon();
      } else if (!to.write(chunk)) {
        from.pause();
        to.once('drain', () => from.resume());
      }
    });
    from.on('end', () => to.end());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, cuts: () => cuts };
}

async function archiveFile(t: Test, megabytes: number): Promise<{ file: string; bytes: Buffer; source: UploadSource }> {
  const folder = await mkdtemp(join(tmpdir(), 'sampan-upload-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  const { archive: bytes } = await dockerImage([await tarOf([{ name: 'file', body: Buffer.alloc(megabytes * 1_000_000, 'abc') }])]);
  const file = join(folder, 'archive.tar');
  await writeFile(file, bytes);
  return { file, bytes, source: { from: (start) => createReadStream(file, { start }) } };
}

const clientAt = (t: Test, url: string, token: string): Client<'image'> => {
  const client = createClient('image', { baseUrl: `${url}/image`, tokens: { token: async () => token, invalidate: () => undefined }, retries: 0 });
  t.teardown(() => client.close());
  return client;
};

t.test('a connection that is cut on the way costs what was under way, and no more', async (t) => {
  const test = await startTestService(t);
  const { bytes, source } = await archiveFile(t, 6);
  const piped = async function* (): AsyncIterable<Uint8Array> {
    for (let at = 0; at < bytes.length; at += 70_001) yield bytes.subarray(at, at + 70_001);
  };
  for (const [from, cutAfter] of [[source, [100_000, 3_000_000, 1_000_000]], [rememberingSource(piped(), 8_000_000), [2_000_000, 2_500_000]]] as const) {
    const proxy = await cuttingProxy(t, Number(new URL(test.service.url).port), [...cutAfter]);
    const image = clientAt(t, proxy.url, test.tokens.token({}));
    const { body } = await image.call('createImage', { body: { name: 'x', container_format: 'docker', disk_format: 'raw' } as never });
    const offsets: number[] = [];
    await uploadImage({ image }, body, from, { ...patient(), onCut: (offset) => offsets.push(offset) });
    t.equal(proxy.cuts(), cutAfter.length);
    t.match((await image.call('getImage', { path: { id: body.id } })).body, { status: 'active' });
    t.ok(offsets.some((offset) => offset > 1_000_000), `went on at ${offsets.join(', ')}`);
    t.same(offsets, [...offsets].sort((a, b) => a - b), 'and never backwards');
  }
});

t.test('a service that is killed and comes back gets the rest', { timeout: 60_000 }, async (t) => {
  const tokens = await startTokenServer();
  const stateDir = await mkdtemp(join(tmpdir(), 'sampan-upload-kill-'));
  let running = await startImageProcess(tokens, stateDir);
  t.teardown(async () => {
    await running.kill();
    await tokens.close();
    await rm(stateDir, { recursive: true, force: true });
  });
  const port = Number(new URL(running.url).port);
  const { bytes, source } = await archiveFile(t, 12);
  const image = clientAt(t, running.url, tokens.token({}));
  const { body } = await image.call('createImage', { body: { name: 'x', container_format: 'docker', disk_format: 'raw' } as never });
  const offsets: number[] = [];
  let restarted: Promise<void> | undefined;
  async function* killing(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
    for await (const chunk of chunks) {
      yield chunk;
      const kept = await stat(join(stateDir, 'blobs', 'kept', body.id)).catch(() => ({ size: 0 }));
      if (restarted || kept.size < 5_000_000) continue;
      restarted = running.kill().then(async () => void (running = await startImageProcess(tokens, stateDir, { SAMPAN_IMAGE_LISTEN: `127.0.0.1:${port}` })));
      await once(running.child, 'exit').catch(() => undefined);
    }
  }
  await uploadImage({ image }, body, source, { ...patient(), watch: killing, onCut: (offset) => offsets.push(offset) });
  await restarted;
  t.ok((offsets[0] ?? 0) >= 5_000_000 && (offsets[0] ?? 0) < bytes.length, `went on at ${offsets.join(', ')} of ${bytes.length}`);
  t.match((await image.call('getImage', { path: { id: body.id } })).body, { status: 'active' });
});

t.test('what is refused is not sent again, and a service that stays away is given up', async (t) => {
  const test = await startTestService(t);
  const image = clientAt(t, test.service.url, test.tokens.token({}));
  const { body } = await image.call('createImage', { body: { name: 'x', container_format: 'docker', disk_format: 'raw' } as never });
  let reads = 0;
  const nonsense: UploadSource = {
    async *from() {
      reads += 1;
      yield Buffer.alloc(100_000, 1);
    },
  };
  await t.rejects(uploadImage({ image }, body, nonsense, patient()), { code: 'image-unusable' });
  t.equal(reads, 1);
  await test.service.stop(100);
  await t.rejects(uploadImage({ image }, body, nonsense, { ...patient(), patienceMs: 0, pause: async () => undefined }), { code: 'unavailable' });
});
