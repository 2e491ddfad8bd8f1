import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import t from 'tap';
import type { Test } from 'tap';
import { findCgroups } from '../../../../host-server/drivers/container/cgroups.ts';

t.test('version 1 has a hierarchy a controller', async t => {
  const root = await tree(t, {
    'memory/memory.memsw.limit_in_bytes': '', 'memory/sampan/a/memory.oom_control': 'oom_kill_disable 0\nunder_oom 0\noom_kill 2\n', 'pids/sampan/b/': '', 'cpu/sampan/b/': '',
  });
  const cgroups = await findCgroups(root);
  t.equal(cgroups.swapLimit, true);
  t.equal(await cgroups.oomKills('/sampan/a'), 2);
  t.equal(await cgroups.oomKills('/sampan/gone'), 0);
  await cgroups.remove('/sampan/b');
  await cgroups.remove('/sampan/b');
  t.same([await readdir(join(root, 'pids/sampan')), await readdir(join(root, 'cpu/sampan'))], [[], []]);
});

t.test('version 2 has one hierarchy', async t => {
  const root = await tree(t, { 'cgroup.controllers': 'cpu memory pids', 'sampan/a/memory.events': 'low 0\nmax 3\noom 1\noom_kill 1\n', 'sampan/b/': '' });
  const cgroups = await findCgroups(root);
  t.equal(await cgroups.oomKills('/sampan/a'), 1);
  await cgroups.remove('/sampan/b');
  t.same(await readdir(join(root, 'sampan')), ['a']);
});

t.test('a group above those of containers is held to a size in the form of each version', async t => {
  const read = async (root: string, names: string[]): Promise<string[]> => Promise.all(names.map(name => readFile(join(root, name), 'utf8')));
  const second = ['memory.max', 'memory.swap.max', 'cpu.max', 'cpu.weight'].map(name => `sampan/a/${name}`);
  const unified = await tree(t, { 'cgroup.controllers': '', ...Object.fromEntries(second.map(name => [name, ''])) });
  await (await findCgroups(unified)).limit('/sampan/a', { vcpus: 2, memoryMib: 64 });
  t.same(await read(unified, second), ['67108864', '0', '200000 100000', '200']);
  const first = ['memory/sampan/a/memory.limit_in_bytes', 'cpu/sampan/a/cpu.cfs_quota_us', 'cpu/sampan/a/cpu.cfs_period_us', 'cpu/sampan/a/cpu.shares'];
  const hybrid = await tree(t, Object.fromEntries(first.map(name => [name, ''])));
  await (await findCgroups(hybrid)).limit('/sampan/a', { vcpus: 0.5, memoryMib: 32 });
  t.same(await read(hybrid, first), ['33554432', '50000', '100000', '512'], 'also where swap is not counted');
});

t.test('a kernel that does not count swap is not asked to limit it', async t => {
  t.equal((await findCgroups(await tree(t, { 'memory/tasks': '' }))).swapLimit, false);
});

async function tree(t: Test, files: Record<string, string>): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'sampan-cgroups-'));
  t.teardown(() => rm(root, { recursive: true, force: true }));
  for (const [path, content] of Object.entries(files)) {
    await mkdir(join(root, path.endsWith('/') ? path : dirname(path)), { recursive: true });
    if (!path.endsWith('/')) await writeFile(join(root, path), content);
  }
  return root;
}
