import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import t from 'tap';
import type { Test } from 'tap';
import { readHostRecord } from '../../host-server/host-record.ts';
import { joinRegion } from '../../host-server/join.ts';
import { createClient } from '../../openapi/call/call.ts';
import { freePortRange } from '../kit/free-ports.ts';
import { FakeRegion } from '../kit/fake-region.ts';

const host = { name: 'h1', url: 'http://127.0.0.1:1', kinds: ['container' as const], architecture: 'amd64', capacity: { vcpus: 1, memory_mib: 1, disk_gib: 1 } };

async function tempDir(t: Test): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'sampan-join-'));
  t.teardown(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

async function attempt(t: Test, stateDir: string, regionUrl: string, options: { joinToken?: string; patienceMs?: number } = {}): ReturnType<typeof joinRegion> {
  const region = createClient('sampan', { baseUrl: `${regionUrl}/sampan`, retries: 0 });
  t.teardown(() => region.close());
  return joinRegion({ stateDir, regionUrl, host, joinToken: 'join-token-0123456789', region, log: pino({ level: 'silent' }), patienceMs: 3_000, retryMs: 5, ...options });
}

t.test('joining trades the token for a credential, which is kept whole', async (t) => {
  const [stateDir, region] = [await tempDir(t), await FakeRegion.open()];
  t.teardown(() => region.close());
  const record = await attempt(t, stateDir, region.url);
  t.same(await readHostRecord(stateDir), record);
  t.same(await readdir(stateDir), ['host.json']);
});

t.test('a lost answer is asked for again, and when the token was used the fault says what to do', async (t) => {
  const [stateDir, region] = [await tempDir(t), await FakeRegion.open()];
  t.teardown(() => region.close());
  region.loseAnswers = 1;
  await t.rejects(attempt(t, stateDir, region.url), { code: 'unauthorized', message: /may have been used by an earlier try.*sampan host join-token create.*sampan host delete h1/s });
  t.equal(await readHostRecord(stateDir), undefined);
  t.same(await readdir(stateDir), [], 'no draft is left');
});

t.test('a wrong token is refused without the talk of lost answers', async (t) => {
  const [stateDir, region] = [await tempDir(t), await FakeRegion.open()];
  t.teardown(() => region.close());
  const refused = attempt(t, stateDir, region.url, { joinToken: 'not-the-right-token' });
  await t.rejects(refused, { code: 'unauthorized', message: /The region refused the join/ });
  await t.rejects(refused, { message: /good for one host/ });
});

t.test('a region that is not there yet is waited for, and the token stays unused', async (t) => {
  const stateDir = await tempDir(t);
  const url = `http://127.0.0.1:${await freePortRange(1)}`;
  await t.rejects(attempt(t, stateDir, url, { patienceMs: 20 }), { code: 'unavailable', message: /does not answer.*SAMPAN_HOST_REGION_URL.*good for one host/s });
});

t.test('nothing is asked when the credential could not be kept', async (t) => {
  const [dir, region] = [await tempDir(t), await FakeRegion.open()];
  t.teardown(() => region.close());
  const stateDir = join(dir, 'file');
  await writeFile(stateDir, '');
  await t.rejects(attempt(t, stateDir, region.url), { message: /The join token was not used/ });
  t.equal(region.joinTokens.size, 1);
});

t.test('a damaged credential is told apart from none', async (t) => {
  const stateDir = await tempDir(t);
  await mkdir(stateDir, { recursive: true });
  for (const text of ['', '{', '{"hostId":"x"}']) {
    await writeFile(join(stateDir, 'host.json'), text);
    await t.rejects(readHostRecord(stateDir), { message: /join again with a new join token/ });
  }
  t.equal(await readFile(join(stateDir, 'host.json'), 'utf8'), '{"hostId":"x"}');
});
