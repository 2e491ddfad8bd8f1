import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { requireReachable } from '../../host-server/reachable.ts';

t.test('a folder that containers cannot walk to is refused by name, with the way out', async (t) => {
  const closed = await mkdtemp(join(tmpdir(), 'sampan-reach-'));
  t.teardown(() => rm(closed, { recursive: true }));
  await mkdir(join(closed, 'a'), { mode: 0o755 });
  await t.rejects(requireReachable(join(closed, 'a', 'not-yet')), { code: 'bad-request', message: new RegExp(`chmod o\\+x ${closed}`) } as unknown as Error);
  await chmod(closed, 0o711);
  await t.resolves(requireReachable(join(closed, 'a', 'not-yet')));
});
