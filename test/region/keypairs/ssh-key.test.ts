import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import t from 'tap';
import { fingerprintOf, generateSshKey, parsePublicKey } from '../../../region/keypairs/ssh-key.ts';

const run = promisify(execFile);

// Made by ssh-keygen, with the fingerprint that `ssh-keygen -l -E md5` prints for it.
const known = {
  line: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHkX3uzaHHhQBgmcpM4wTCKgpmUUNkqr9jYk0gJmNPvk someone@example',
};

void t.test('only what an sshd takes as one line of authorized_keys is a public key', (t) => {
  const base64 = known.line.split(' ')[1] ?? '';
  const cases: [string, string, boolean][] = [
    ['a key with a comment', known.line, true],
    ['a key without one', `ssh-ed25519 ${base64}`, true],
    ['a line end behind it', `${known.line}\n`, true],
    ['nothing', '', false],
    ['a type that does not fit its bytes', `ssh-rsa ${base64}`, false],
    ['an unknown type', `ssh-quantum ${base64}`, false],
    ['two lines', `${known.line}\n${known.line}`, false],
    ['no base64', 'ssh-ed25519 what?', false],
    ['cut bytes', `ssh-ed25519 ${base64.slice(0, 20)}`, false],
    ['a private key', '-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAA\n-----END OPENSSH PRIVATE KEY-----', false],
  ];
  for (const [name, text, expected] of cases) t.equal(parsePublicKey(text) !== undefined, expected, name);
  t.end();
});

void t.test('what ssh-keygen makes is taken, with the fingerprint that it prints', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'sampan-key-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  for (const [type, bits] of [['rsa', '2048'], ['ecdsa', '256'], ['ecdsa', '521'], ['ed25519', '256']] as const) {
    const file = join(folder, `${type}-${bits}`);
    await run('ssh-keygen', ['-q', '-t', type, '-b', bits, '-N', '', '-C', 'me', '-f', file]);
    const parsed = parsePublicKey(await readFile(`${file}.pub`, 'utf8'));
    const listed = (await run('ssh-keygen', ['-l', '-E', 'md5', '-f', file])).stdout;
    t.ok(parsed && listed.includes(`MD5:${fingerprintOf(parsed)} `), listed);
  }
});

void t.test('a new key is one that ssh reads, with the same public half and fingerprint', async (t) => {
  const key = await generateSshKey('of a test');
  const parsed = parsePublicKey(key.publicKey);
  t.ok(parsed);
  const folder = await mkdtemp(join(tmpdir(), 'sampan-key-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, 'key');
  await writeFile(file, key.privateKey, { mode: 0o600 });
  const shown = (await run('ssh-keygen', ['-y', '-f', file])).stdout.trim();
  t.equal(`${shown} of a test`, key.publicKey, 'PKCS #1 has no comment');
  const listed = (await run('ssh-keygen', ['-l', '-E', 'md5', '-f', file])).stdout;
  t.ok(parsed && listed.includes(`MD5:${fingerprintOf(parsed)} `), listed);
});
