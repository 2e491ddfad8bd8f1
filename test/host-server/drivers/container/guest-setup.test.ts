import { lstat, mkdir, mkdtemp, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { authorizedKeys, setUpGuest, shadowWith, writeConfigFolder } from '../../../../host-server/drivers/container/guest-setup.ts';

const idRange = { start: process.getuid?.() ?? 0, size: 65_536 };
const base64 = (text: string): string => Buffer.from(text).toString('base64');

async function withRoot(body: (root: string, outside: string) => Promise<void>): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), 'sampan-setup-'));
  try {
    await mkdir(join(dir, 'root/etc'), { recursive: true });
    await mkdir(join(dir, 'outside'));
    await body(join(dir, 'root'), join(dir, 'outside'));
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

t.test('a password replaces what its user had, and nobody else loses anything', async t => {
  t.equal(shadowWith('root:*:19000:0:99999:7:::\nweb:!:19000::::::\n', 'root', '$6$h'), 'root:$6$h:19000:0:99999:7:::\nweb:!:19000::::::\n');
  t.equal(shadowWith('web:!:19000::::::\n', 'root', '$6$h'), 'web:!:19000::::::\nroot:$6$h::0:99999:7:::\n');
  t.equal(shadowWith('rooty:x:::::::\n', 'root', '$6$h').split('\n')[0], 'rooty:x:::::::');
});

t.test('keys are added to those that are there, each once', async t => {
  t.equal(authorizedKeys('ssh-rsa A\n\n', ['ssh-rsa B\n', 'ssh-rsa A']), 'ssh-rsa A\nssh-rsa B\n');
});

t.test('a guest gets its files, keys and password, with modes that keep secrets', async t => {
  await withRoot(async root => {
    await writeFile(join(root, 'etc/passwd'), 'root:x:0:0::/home/boss:/bin/sh\n');
    const guest = { files: [{ path: '/opt/app/conf', contents: base64('hello') }], keys: [{ name: 'k', public_key: 'ssh-ed25519 KEY' }], password_hash: '$6$salt$hash' };
    await setUpGuest(root, guest, idRange);
    await setUpGuest(root, guest, idRange);
    t.equal(await readFile(join(root, 'opt/app/conf'), 'utf8'), 'hello');
    t.equal(await readFile(join(root, 'home/boss/.ssh/authorized_keys'), 'utf8'), 'ssh-ed25519 KEY\n');
    t.equal((await lstat(join(root, 'home/boss/.ssh'))).mode & 0o777, 0o700);
    t.equal((await lstat(join(root, 'home/boss/.ssh/authorized_keys'))).mode & 0o777, 0o600);
    t.match(await readFile(join(root, 'etc/shadow'), 'utf8'), /^root:\$6\$salt\$hash:/);
    t.equal((await lstat(join(root, 'etc/shadow'))).mode & 0o777, 0o600);
  });
});

t.test('no link of an image leads what is written out of its root', async t => {
  await withRoot(async (root, outside) => {
    await symlink(outside, join(root, 'absolute'));
    await symlink('../../outside', join(root, 'climbing'));
    await writeFile(join(outside, 'victim'), 'kept');
    await symlink(join(outside, 'victim'), join(root, 'etc/shadow'));
    const files = ['/absolute/a', '/climbing/b', '/../../outside/c'].map(path => ({ path, contents: base64('x') }));
    await setUpGuest(root, { files, password_hash: '$6$h' }, idRange);
    t.same(await readdir(outside), ['victim']);
    t.equal(await readFile(join(outside, 'victim'), 'utf8'), 'kept');
    t.equal(await readFile(join(root, outside, 'a'), 'utf8'), 'x', 'it went where the guest would have gone');
  });
});

t.test('a file in the place of a folder is refused, and so is one where a file stands in the way', async t => {
  await withRoot(async root => {
    await writeFile(join(root, 'plain'), '');
    for (const path of ['/etc', '/plain/below']) {
      await t.rejects(setUpGuest(root, { files: [{ path, contents: '' }] }, idRange), { code: 'bad-request', details: { path } }, path);
    }
  });
});

t.test('a config drive is a folder that only root of the guest reads', async t => {
  await withRoot(async root => {
    const folder = join(root, 'drive');
    await writeConfigFolder(folder, new Map([['old', Buffer.from('')]]), idRange.start);
    await writeConfigFolder(folder, new Map([['openstack/latest/meta_data.json', Buffer.from('{}')]]), idRange.start);
    t.same(await readdir(folder), ['openstack']);
    t.equal((await lstat(folder)).mode & 0o777, 0o700);
    t.equal((await lstat(join(folder, 'openstack/latest/meta_data.json'))).mode & 0o777, 0o400);
  });
});
