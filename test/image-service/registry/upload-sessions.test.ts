import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import type { Test } from 'tap';
import { createFileBlobStore } from '../../../image-service/blobs/file-blob-store.ts';
import { insertUpload } from '../../../image-service/registry/upload-session-store.ts';
import { createUploadSessions } from '../../../image-service/registry/upload-sessions.ts';
import type { UploadSessions } from '../../../image-service/registry/upload-sessions.ts';
import { createLogger } from '../../../openapi/serve/log.ts';
import { imageSchema } from '../../kit/image-schema.ts';
import type { Db } from '../../../openapi/serve/db.ts';

const upload = { repository: 'demo/app', projectId: 'demo', userId: 'user-a' };
const hour = 3_600_000;

/** What a rejection must match. */
const refused = (registryCode: string) => ({ name: 'Fault', details: { registryCode } }) as unknown as Error;

async function world(t: Test, db: Db, maxOpen = 10) {
  const folder = await mkdtemp(join(tmpdir(), 'sampan-sessions-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  const blobs = await createFileBlobStore(folder);
  const clock = { ms: Date.parse('2026-01-01T00:00:00Z') };
  const log = createLogger({ service: 'image-service', level: 'silent' });
  const open = (): UploadSessions => createUploadSessions({ db, blobs, nodeId: 'node', now: () => new Date(clock.ms), log, maxOpen });
  const sizeOf = (sessions: UploadSessions, id: string) => sessions.use({ ...upload, id }, async ({ stage }) => stage.size);
  const append = (sessions: UploadSessions, id: string, text: string) => sessions.use({ ...upload, id }, ({ stage }) => stage.append(Buffer.from(text)));
  return { db, blobs, clock, open, sizeOf, append };
}

await imageSchema.forEach(t, 'an upload rests, goes on after a restart, and is given up after an idle day', async (t, db) => {
  const { blobs, clock, open, sizeOf, append } = await world(t, db);
  const sessions = open();
  const id = await sessions.begin(upload);
  await append(sessions, id, 'hello');
  clock.ms += hour;
  await sessions.sweep();
  t.equal(await sizeOf(sessions, id), 5, 'taken up again');
  await sessions.stop();
  const later = open();
  await append(later, id, ' world');
  t.equal(await sizeOf(later, id), 11);
  clock.ms += 25 * hour;
  await t.rejects(sizeOf(later, id), refused('BLOB_UPLOAD_UNKNOWN'));
  await later.sweep();
  t.same(await blobs.keptStages(), []);
  await later.stop();
});

await imageSchema.forEach(t, 'what a killed process had ended is swept with its bytes', async (t, db) => {
  const { blobs, open } = await world(t, db);
  const id = randomUUID();
  await insertUpload(db, { ...upload, id, nodeId: 'node', expiresAt: '1970-01-01T00:00:00.000Z' });
  await (await blobs.resume(id)).suspend();
  const sessions = open();
  sessions.start();
  await sessions.stop();
  t.same(await blobs.keptStages(), []);
});

await imageSchema.forEach(t, 'one request at a time writes, and only so many uploads are open', async (t, db) => {
  const { open, sizeOf } = await world(t, db, 2);
  const sessions = open();
  const id = await sessions.begin(upload);
  await sessions.use({ ...upload, id }, async () => {
    await t.rejects(sizeOf(sessions, id), refused('BLOB_UPLOAD_INVALID'));
  });
  await sessions.begin(upload);
  await t.rejects(sessions.begin(upload), refused('TOOMANYREQUESTS'));
  for (const who of [{ ...upload, userId: 'user-b' }, { ...upload, repository: 'demo/other' }]) {
    await t.rejects(sessions.use({ ...who, id }, async () => undefined), refused('BLOB_UPLOAD_UNKNOWN'));
  }
  await sessions.use({ ...upload, id }, async (_, end) => end());
  await t.rejects(sizeOf(sessions, id), refused('BLOB_UPLOAD_UNKNOWN'));
  await sessions.stop();
});
