import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { pack } from 'tar-stream';
import { buffer } from 'node:stream/consumers';
import { sniffFormats } from '../../../client/cli/image/sniff.ts';
import { transferLine } from '../../../client/cli/image/transfer.ts';
import { startFakeCloud } from '../fake-cloud.ts';
import { sampan } from '../sampan.ts';

t.test('images from the command line', async (t) => {
  const cloud = await startFakeCloud();
  const dir = await mkdtemp(join(tmpdir(), 'sampan-client-images-'));
  t.teardown(async () => {
    await cloud.stop();
    await rm(dir, { recursive: true, force: true });
  });
  const archive = pack();
  archive.entry({ name: 'bin/sh' }, 'x'.repeat(100_000));
  archive.finalize();
  const bytes = await buffer(archive);
  const file = join(dir, 'root.tar');
  await writeFile(file, bytes);

  await t.test('a file is uploaded as it is, and a tar is taken for a container image', async (t) => {
    const { code, out, err } = await sampan(cloud, ['image', 'create', 'box', '--file', file, '--public', '--property', 'os_distro=none', '--tag', 'a', '-f', 'json'], { terminal: true });
    t.equal(code, 0, err);
    const shown = JSON.parse(out) as Record<string, unknown>;
    t.match(shown, { name: 'box', status: 'active', visibility: 'public', container_format: 'docker', disk_format: 'raw', tags: ['a'], size: bytes.length });
    t.same(shown['properties'], { os_distro: 'none' });
    t.ok(cloud.images.data.get(String(shown['id']))?.equals(bytes));
    t.match(err, /box: 99\.5 KiB of 99\.5 KiB, /);
  });

  await t.test('standard input is uploaded too', async (t) => {
    const { code, out } = await sampan(cloud, ['image', 'create', 'piped', '--file', '-', '-f', 'value', '-c', 'size'], { stdin: bytes });
    t.equal(code, 0);
    t.equal(out, `${bytes.length}\n`);
  });

  await t.test('a refused upload is told with the service\'s reason, and its record goes away again', async (t) => {
    const before = cloud.images.images.size;
    cloud.images.refusal = 'The archive has no manifest.json and no root file system. Make it with docker save.';
    const { code, err } = await sampan(cloud, ['image', 'create', 'bad', '--file', file]);
    cloud.images.refusal = undefined;
    t.equal(code, 1);
    t.match(err, /The archive has no manifest\.json/);
    t.equal(cloud.images.images.size, before);
  });

  await t.test('files that cannot be images are usage errors, before anything is sent', async (t) => {
    const text = join(dir, 'readme');
    await writeFile(text, 'hello');
    await writeFile(join(dir, 'empty'), '');
    const before = cloud.images.images.size;
    const cases: [string, RegExp][] = [[join(dir, 'none'), /there is no such file/], [join(dir, 'empty'), /There is nothing in/], [text, /neither a tar nor a qcow2/]];
    for (const [name, words] of cases) {
      const { code, err } = await sampan(cloud, ['image', 'create', 'x', '--file', name]);
      t.equal(code, 2);
      t.match(err, words);
    }
    t.equal(cloud.images.images.size, before);
  });

  await t.test('save writes the whole file or none', async (t) => {
    const target = join(dir, 'saved.tar');
    const saved = await sampan(cloud, ['image', 'save', 'box', '--file', target]);
    t.same(saved, { code: 0, out: '', err: '' });
    t.ok((await readFile(target)).equals(bytes));
    const { code, err } = await sampan(cloud, ['image', 'save', 'busybox', '--file', join(dir, 'no.tar')]);
    t.equal(code, 1);
    t.match(err, /has no data yet/);
    t.notOk((await readdir(dir)).some((name) => name.startsWith('no.tar')));
    t.equal((await sampan(cloud, ['image', 'save', 'box', '--file', '-'])).out.length, bytes.length);
    t.match(await sampan(cloud, ['image', 'save', 'box', '--file', dir]), { code: 2, err: /is a folder: name a file in it/ });
  });

  await t.test('set makes a JSON patch', async (t) => {
    t.equal((await sampan(cloud, ['image', 'set', 'busybox', '--name', 'b', '--private', '--protected', '--tag', 'x', '--property', 'a/b=1', '--remove-property', 'c'])).code, 0);
    t.same(cloud.images.patches.at(-1), [
      { op: 'replace', path: '/name', value: 'b' },
      { op: 'replace', path: '/visibility', value: 'private' },
      { op: 'replace', path: '/protected', value: true },
      { op: 'replace', path: '/tags', value: ['x'] },
      { op: 'add', path: '/a~1b', value: '1' },
      { op: 'remove', path: '/c' },
    ]);
  });

  await t.test('a folder is uploaded as the tar of a root file system', async (t) => {
    const { code, out, err } = await sampan(cloud, ['image', 'create', 'folder', '--file', dir, '--kernel', 'box', '-f', 'json']);
    t.equal(code, 0, err);
    const made = JSON.parse(out) as { id: string; properties: object };
    t.same(sniffFormats(cloud.images.data.get(made.id)?.subarray(0, 512) ?? Buffer.alloc(0)), { containerFormat: 'docker', diskFormat: 'raw' });
    t.ok('kernel_id' in made.properties);
    t.equal((await sampan(cloud, ['image', 'delete', 'folder'])).code, 0);
  });

  await t.test('images are tagged, shared, deactivated and imported', async (t) => {
    const tagsOf = async (): Promise<unknown> => (JSON.parse((await sampan(cloud, ['image', 'show', 'box', '-f', 'json'])).out) as { tags: unknown }).tags;
    for (const words of [['tag', 'box', 'new', 'old'], ['untag', 'box', 'old'], ['share', 'box', 'demo'], ['unshare', 'box', 'demo'], ['deactivate', 'box'], ['reactivate', 'box'], ['history', 'box']]) {
      const { code, err } = await sampan(cloud, ['image', ...words]);
      t.equal(code, 0, `${words.join(' ')} ${err}`);
    }
    t.same(await tagsOf(), ['a', 'new']);
    const { code, out, err } = await sampan(cloud, ['image', 'import', 'pulled', '--uri', 'docker.io/library/busybox:1', '--wait', '-f', 'json']);
    t.equal(code, 0, err);
    t.match([JSON.parse(out), cloud.images.imports], [{ status: 'active' }, [{ name: 'oci-pull', ref: 'docker.io/library/busybox:1' }]]);
    const shown = await sampan(cloud, ['image', 'pull', 'r.example/team/app:2', '--username', 'me', '-f', 'json'], { env: { SAMPAN_REGISTRY_PASSWORD: 'secret' } });
    t.match([JSON.parse(shown.out), cloud.images.imports.at(-1)], [{ name: 'app:2', status: 'active' }, { name: 'oci-pull', ref: 'r.example/team/app:2', username: 'me', password: 'secret' }]);
    t.match(await sampan(cloud, ['image', 'import', 'x', '--uri', 'r.example/x', '--username', 'me']), { code: 2, err: /SAMPAN_REGISTRY_PASSWORD/ });
    t.equal((await sampan(cloud, ['image', 'delete', 'pulled', 'app:2'])).code, 0);
    const pushed = await sampan(cloud, ['image', 'push', 'box', 'r.example/team/app:3', '--username', 'me', '-f', 'json'], { env: { SAMPAN_REGISTRY_PASSWORD: 'secret' } });
    t.match([JSON.parse(pushed.out), cloud.images.exports], [{ reference: 'r.example/team/app:3', digest: /^sha256:8+$/ }, [{ name: 'oci-push', ref: 'r.example/team/app:3', username: 'me', password: 'secret' }]]);
    t.match(await sampan(cloud, ['image', 'push', 'box', 'r.example/refused:3']), { code: 1, err: /push of box failed: The registry refuses it/ });
  });

  await t.test('delete takes several', async (t) => {
    t.equal((await sampan(cloud, ['image', 'delete', 'box', 'piped'])).code, 0);
    t.same([...cloud.images.images.values()].map(({ name }) => name), ['busybox']);
  });

  await t.test('an administrator collects what nothing uses, and has stored bytes read again', async (t) => {
    t.match(JSON.parse((await sampan(cloud, ['image', 'prune', '--dry-run', '-f', 'json'])).out), { dry_run: true, layers: 1 });
    t.match(JSON.parse((await sampan(cloud, ['image', 'prune', '--now', '-f', 'json'])).out), { dry_run: false, layers: 3 });
    const { code, out, err } = await sampan(cloud, ['image', 'scrub', '-f', 'json']);
    t.equal(code, 0, err);
    t.match(JSON.parse(out), { due_blobs: 2, damaged: [/^sha256:7+$/] });
  });

  await t.test('usage is shown, and an administrator limits a project', async (t) => {
    t.match(JSON.parse((await sampan(cloud, ['image', 'usage', '-f', 'json'])).out), { used_bytes: 400, limit_bytes: 1000 });
    const { code, out, err } = await sampan(cloud, ['image', 'quota', 'set', 'demo', '--gib', '2', '-f', 'value', '-c', 'limit_bytes']);
    t.equal(code, 0, err);
    t.equal(out, `${2 * 1024 ** 3}\n`);
    t.match((await sampan(cloud, ['image', 'quota', 'set', 'demo', '-f', 'value', '-c', 'limit_bytes'])).out, '-1');
  });
});

t.test('what a file is, is seen from its first bytes', (t) => {
  const tar = Buffer.alloc(512);
  tar.write('ustar', 257);
  t.same(sniffFormats(tar), { containerFormat: 'docker', diskFormat: 'raw' });
  t.same(sniffFormats(Buffer.from([0x1f, 0x8b, 8])), { containerFormat: 'docker', diskFormat: 'raw' });
  t.same(sniffFormats(Buffer.from([0x28, 0xb5, 0x2f, 0xfd])), { containerFormat: 'docker', diskFormat: 'raw' });
  t.same(sniffFormats(Buffer.from('QFI\u00fb', 'latin1')), { containerFormat: 'bare', diskFormat: 'qcow2' });
  t.equal(sniffFormats(Buffer.from('hello')), undefined);
  t.end();
});

t.test('a transfer tells rate and rest', (t) => {
  t.equal(transferLine({ what: 'box', bytes: 12 * 2 ** 20, totalBytes: 48 * 2 ** 20, elapsedMs: 2000 }), 'box: 12.0 MiB of 48.0 MiB, 6.0 MiB/s, 6 s left');
  t.equal(transferLine({ what: 'box', bytes: 512, totalBytes: undefined, elapsedMs: 1000 }), 'box: 512 B, 512 B/s');
  t.equal(transferLine({ what: 'box', bytes: 0, totalBytes: 10, elapsedMs: 0 }), 'box: 0 B of 10 B, 0 B/s');
  t.end();
});
