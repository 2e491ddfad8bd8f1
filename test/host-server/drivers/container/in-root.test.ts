import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { pathInRoot, readTextInRoot } from '../../../../host-server/drivers/container/in-root.ts';

t.test('links of a guest lead nowhere but into its own root', async t => {
  const dir = await mkdtemp(join(tmpdir(), 'sampan-root-'));
  t.teardown(() => rm(dir, { recursive: true, force: true }));
  const root = join(dir, 'root');
  await mkdir(join(root, 'etc/real'), { recursive: true });
  await writeFile(join(dir, 'secret'), 'secret');
  await writeFile(join(root, 'etc/real/passwd'), 'inside');
  const links = {
    'etc/absolute': '/etc/real', 'etc/climbing': '../../../../etc/real', 'etc/relative': 'real/../real', 'etc/out': '../../secret', 'etc/secret': join(dir, 'secret'),
    'etc/loop': 'loop', 'etc/chain': 'absolute/passwd',
  };
  for (const [name, target] of Object.entries(links)) await symlink(target, join(root, name));
  const passwd = join(root, 'etc/real/passwd');
  for (const name of ['real', 'absolute', 'climbing', 'relative', '../../etc/absolute']) {
    t.equal(await pathInRoot(root, `/etc/${name}/passwd`), passwd, name);
  }
  t.equal(await readTextInRoot(root, '/etc/chain'), 'inside');
  t.equal(await readTextInRoot(root, '/etc/out'), undefined);
  t.equal(await readTextInRoot(root, '/etc/secret'), undefined);
  t.equal(await readTextInRoot(root, '/etc/missing/file'), undefined);
  t.equal(await readTextInRoot(root, '/etc/real'), undefined, 'a directory is no text');
  await t.rejects(readTextInRoot(root, '/etc/loop'), { code: 'image-unusable' });
  await truncate(passwd, 2 << 20);
  t.equal(await readTextInRoot(root, '/etc/real/passwd'), undefined, 'a huge one is not read');
});
