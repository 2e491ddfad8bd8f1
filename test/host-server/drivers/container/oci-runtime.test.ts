import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { findRuntimes, takesFilters } from '../../../../host-server/drivers/container/oci-runtime.ts';
import type { OciRuntimes, RuntimeSearch } from '../../../../host-server/drivers/container/oci-runtime.ts';

const features = 'commit: f8a096be\nspec: 1.0.0\n+SYSTEMD +SECCOMP +EBPF +YAJL\n';

t.test('crun takes filters from 1.8 on, when it was built for them', async t => {
  const table: [string, boolean][] = [
    [`crun version 1.8.1\n${features}`, true],
    [`crun version 1.21\n${features}`, true],
    [`crun version 1.7.2\n${features}`, false],
    [`crun version 0.17\n${features}`, false],
    ['crun version 1.8.1\n+SYSTEMD +EBPF\n', false],
    ['runc version 1.1.5\n', false],
    ['', false],
  ];
  for (const [text, takes] of table) t.equal(takesFilters(text), takes, text);
});

t.test('crun is taken where it is new enough, and runc else', async t => {
  t.equal((await found(t, { crun: '1.8.1' })).chosen, 'crun');
  t.equal((await found(t, { crun: '1.7' })).chosen, 'runc');
  t.equal((await found(t, {})).chosen, 'runc');
  t.equal((await found(t, { crun: '1.8.1' }, 'runc')).chosen, 'runc');
  await t.rejects(found(t, {}, 'crun'), { code: 'start-failed', message: /has none.*SAMPAN_HOST_RUNTIME/ });
  await t.rejects(found(t, { crun: '1.7' }, 'crun'), { code: 'start-failed', message: /older than 1\.8/ });
});

t.test('both keep their containers in one root, and crun is kept from what it refuses', async t => {
  const plain = await found(t, { crun: '1.8.1' });
  t.match(plain.command('runc').join(' '), /^\/\S+\/runc --root \/r$/);
  t.match(plain.command('crun').join(' '), /^\/\S+\/crun --root \/r$/);
  const hybrid = await found(t, { crun: '1.8.1', hybrid: true });
  t.match(hybrid.command('runc').join(' '), /^\/\S+\/runc --root \/r$/);
  t.match(hybrid.command('crun').join(' '), /^plain \/\S+\/crun --root \/r$/);
});

interface HostMachine {
  /** The version that is installed. */
  crun?: string;
  hybrid?: boolean;
}

async function found(t: Tap, { crun, hybrid }: HostMachine, wanted: RuntimeSearch['wanted'] = 'auto'): Promise<OciRuntimes> {
  const folder = await mkdtemp(join(tmpdir(), 'sampan-runtimes-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  const programs = ['runc', ...(crun === undefined ? [] : ['crun'])];
  for (const name of programs) {
    await writeFile(join(folder, name), '');
    await chmod(join(folder, name), 0o755);
  }
  await mkdir(join(folder, 'unified'));
  if (hybrid) await writeFile(join(folder, 'unified/cgroup.controllers'), 'hugetlb\n');
  const processes = {
    run: () => Promise.resolve({ code: 0, stdout: `crun version ${crun}\n${features}`, stderr: '', report: '' }),
    withPlainGroups: (argv: readonly string[]) => ['plain', ...argv],
  };
  return findRuntimes({ processes, wanted, root: '/r', cgroupRoot: folder, folders: ['/no/such/folder', folder] });
}

type Tap = Pick<typeof t, 'teardown'>;
