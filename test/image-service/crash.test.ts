import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import t from 'tap';
import type { Test } from 'tap';
import { createClient } from '../../openapi/call/call.ts';
import type { Client } from '../../openapi/call/call.ts';
import { openDatabase } from '../../openapi/serve/db.ts';
import { dockerImage, tarOf } from '../kit/images.ts';
import { listObjects, startTokenServer } from './kit.ts';
import type { TokenServer } from './kit.ts';

const main = new URL('../../image-service/main.ts', import.meta.url).pathname;

interface Process {
  child: ChildProcess;
  client: Client<'image'>;
  kill(): Promise<void>;
}

/** The service as a process of its own, which can be killed. */
async function startProcess(tokens: TokenServer, stateDir: string): Promise<Process> {
  const env = { ...process.env, SAMPAN_IMAGE_LISTEN: '127.0.0.1:0', SAMPAN_IMAGE_STATE_DIR: stateDir, SAMPAN_IMAGE_AUTH_URL: tokens.url, SAMPAN_LOG_LEVEL: 'info' };
  const child = spawn(process.execPath, ['--import=tsx', main], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout });
  const url = await new Promise<string>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the service ended with ${code}`)));
    lines.on('line', (line) => {
      const { url } = JSON.parse(line) as { url?: string };
      if (url !== undefined) resolve(url);
    });
  });
  const token = tokens.token({});
  const client = createClient('image', { baseUrl: `${url}/image`, tokens: { token: async () => token, invalidate: () => undefined }, retries: 0 });
  return {
    child,
    client,
    async kill() {
      client.close();
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/** What the database names is what is on disk: no byte more, no byte less. */
async function requireClean(t: Test, stateDir: string, when: string): Promise<void> {
  const db = openDatabase(`sqlite:${join(stateDir, 'image.db')}`);
  try {
    const keys = ((await db('blobs').select('store_key')) as { store_key: string }[]).map((row) => row.store_key).sort();
    t.same(await listObjects(stateDir), keys, `${when}: objects`);
    t.same(await readdir(join(stateDir, 'blobs', 'stage')), [], `${when}: stages`);
    t.same([await db('garbage').select('*'), await db('uploads').select('*')], [[], []], `${when}: rows`);
  } finally {
    await db.destroy();
  }
}

async function isCollected(stateDir: string): Promise<boolean> {
  const db = openDatabase(`sqlite:${join(stateDir, 'image.db')}`);
  const garbage = (await db('garbage').select('*')) as unknown[];
  await db.destroy();
  return garbage.length === 0;
}

async function settled(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 10));
}

t.test('killed at any instant of an upload, a restart finds or makes everything sound', { timeout: 180_000 }, async (t) => {
  const tokens = await startTokenServer();
  const stateDir = await mkdtemp(join(tmpdir(), 'sampan-crash-'));
  let running: Process | undefined;
  t.teardown(async () => {
    await running?.kill();
    await tokens.close();
    await rm(stateDir, { recursive: true, force: true });
  });
  const layers = await Promise.all([1, 2, 3].map((number) => tarOf([{ name: `file-${number}`, body: randomBytes(8_000_000) }])));
  const { archive } = await dockerImage(layers);
  // In the middle of the upload, then at various times after its last byte: import, publication, commit.
  const rounds = [{ part: 0.4, waitMs: 0 }, { part: 1, waitMs: 20 }, { part: 1, waitMs: 90 }, { part: 1, waitMs: 200 }];
  running = await startProcess(tokens, stateDir);
  const ids: string[] = [];
  for (const { part, waitMs } of rounds) {
    const { client } = running;
    const { body } = await client.call('createImage', { body: { name: 'x', container_format: 'docker', disk_format: 'raw' } as never });
    ids.push(body.id);
    let sent: () => void = () => undefined;
    const allSent = new Promise<void>((resolve) => (sent = resolve));
    async function* data(): AsyncIterable<Buffer> {
      for (let at = 0; at < archive.length * part; at += 100_000) yield archive.subarray(at, at + 100_000);
      sent();
      if (part < 1) await new Promise<void>((resolve) => running?.child.once('exit', () => resolve()));
    }
    const upload = client.stream('uploadImage', { path: { id: body.id }, body: Readable.from(data(), { objectMode: false }) }).then(
      () => 'stored',
      () => 'broken',
    );
    await allSent;
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
    else await settled(async () => (await readdir(join(stateDir, 'blobs', 'stage'))).length > 0);
    await running.kill();
    const outcome = await upload;
    running = await startProcess(tokens, stateDir);
    const { body: image } = await running.client.call('getImage', { path: { id: body.id } });
    // The answer may be lost after the commit, but never the other way round.
    if (outcome === 'stored') t.equal(image.status, 'active');
    else t.match(image.status, /^(active|queued)$/);
    if (image.status === 'queued') t.match(image.status_reason, /restarted during the upload/);
    await settled(() => isCollected(stateDir));
    await requireClean(t, stateDir, `killed at ${part * 100} % + ${waitMs} ms (${image.status})`);
  }
  const { client } = running;
  for (const id of ids) {
    if ((await client.call('getImage', { path: { id } })).body.status === 'active') continue;
    await client.stream('uploadImage', { path: { id }, body: Readable.from([archive], { objectMode: false }) });
    t.equal((await client.call('getImage', { path: { id } })).body.status, 'active', 'a queued image takes its data again');
  }
  await settled(() => isCollected(stateDir));
  const exited = once(running.child, 'exit');
  running.child.kill('SIGTERM');
  t.same(await exited, [0, null], 'and it ends in good order when asked');
  await requireClean(t, stateDir, 'at the end');
});
