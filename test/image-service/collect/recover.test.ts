import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { noteKeys } from '../../../image-service/blobs/blob-row-store.ts';
import { createFileBlobStore } from '../../../image-service/blobs/file-blob-store.ts';
import { openDatabase } from '../../../openapi/serve/db.ts';
import { dockerImage, layersOf } from '../../kit/images.ts';
import { startTestService } from '../kit.ts';

t.test('13.6 an object that was linked and never got its row goes at the next start, and nothing else does', async (t) => {
  const stateDir = await mkdtemp(join(tmpdir(), 'sampan-recover-'));
  const before = await startTestService(t, { stateDir });
  const { archive } = await dockerImage(await layersOf(['kept']));
  const id = await before.upload(archive);
  const kept = await before.objects();
  await before.service.stop(100);

  // What a process does up to the instant between the link and the transaction.
  const db = openDatabase(`sqlite:${join(stateDir, 'image.db')}`);
  const blobs = await createFileBlobStore(join(stateDir, 'blobs'));
  const nodeId = (await readFile(join(stateDir, 'node-id'), 'utf8')).trim();
  const stage = await blobs.stage();
  await stage.append(Buffer.from('lost'));
  await stage.finish();
  await noteKeys(db, [stage.key], nodeId, new Date().toISOString());
  await stage.publish();
  t.same(await before.objects(), [...kept, stage.key].sort());
  await db.destroy();

  const after = await startTestService(t, { stateDir });
  await after.service.collect();
  t.same(await after.objects(), kept);
  t.equal((await after.client().call('getImage', { path: { id } })).body.status, 'active');
  await stage.discard();
});
