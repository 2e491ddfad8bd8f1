import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import t from 'tap';
import { findCgroups } from '../../host-server/drivers/container/cgroups.ts';
import { diskNode } from '../../host-server/drivers/vm/qemu-args.ts';
import { VmDriver } from '../../host-server/drivers/vm/vm-driver.ts';
import { layerDisk } from '../../host-server/layers/disk-layer.ts';
import { buildHelper } from '../../host-server/process/build-helper.ts';
import { HelperProcesses } from '../../host-server/process/helper-processes.ts';
import { debianDisk } from '../kit/debian-image.ts';
import { besideId } from '../kit/leftovers.ts';

// A real distribution under the driver alone: it needs no switch and leaves nothing, so that it runs beside other tests.
t.setTimeout(600_000);
const run = promisify(execFile);
const dir = await mkdtemp(join(tmpdir(), 'sampan-deb-'));
const cgroupParent = `/${dir.split('/').pop()}`;
await chmod(dir, 0o711);
await buildHelper(join(dir, 'helper'));
const processes = new HelperProcesses(join(dir, 'helper'));
const driver = new VmDriver({
  processes, stateDir: join(dir, 'state'), runDir: join(dir, 'run'), cgroupParent, userRange: { start: 3_300_000, size: 10 },
  logMaxBytes: 2 ** 20, taps: () => ({ taps: [], wiring: { offload: false } }), now: () => new Date(),
});
const id = besideId('debian');
const layer = join(dir, 'layer');
t.teardown(async () => {
  await driver.remove(id);
  await processes.close();
  await (await findCgroups()).remove(cgroupParent);
  await rm(dir, { recursive: true, force: true });
});

t.test('a Debian boots by its own boot loader, and its guest agent answers', async (t) => {
  await mkdir(layer, { mode: 0o755 });
  await run('cp', ['--reflink=auto', await debianDisk(), layerDisk(layer)]);
  await chmod(layerDisk(layer), 0o444);
  await driver.create({
    id, name: id, hostname: id, layers: [layer], imageConfig: {}, vcpus: 1, memoryMib: 512, diskGib: 2, nameservers: [], addresses: [], machine: { properties: {} },
  });
  await driver.start(id);
  await until(async () => (await log()).includes('debian login:'));
  await until(() => inside('true').then(({ code }) => code === 0, () => false));
  t.match((await inside('cat', '/etc/os-release')).output, /^ID=debian$/m);
  t.match((await inside('lsblk', '-rno', 'NAME,MOUNTPOINT,SIZE')).output, /^vda1 \/ 1023M$/m, 'its root is the partition of the disk');
});

t.test('programs have input, output, errors, folder and exit code', async (t) => {
  const ran = await driver.exec(id, { argv: ['sh', '-c', 'cat; echo "$A" >&2; pwd; exit 3'], env: { A: 'wrong' }, cwd: '/var/lib' });
  ran.stdio.end('given\n');
  const [output, errors] = await Promise.all([text(ran.stdio), text(ran.stderr)]);
  t.same([output, errors, await ran.exit], ['given\n/var/lib\n', 'wrong\n', 3]);
});

t.test('files and trees go in and out, and a password is set', async (t) => {
  const { access } = driver;
  const files = await access.files(id);
  const content = Buffer.alloc(300_000, 'some words ');
  t.match(await files.write('/srv/blob', Readable.from([content]), { mode: 0o640, uid: 65_534 }), { files: 1, bytes: content.length });
  const back = await files.read('/srv/blob');
  t.match(back, { mode: 0o640, uid: 65_534 });
  t.ok((await buffer(back.content)).equals(content));
  t.match(await files.unpack('/var/tmp', await files.pack('/srv/blob')), { files: 1 });
  t.equal((await inside('cmp', '/srv/blob', '/var/tmp/blob')).code, 0);
  t.equal(await access.setPassword(id, { hash: '$6$abc$hashed' }), 'root');
  t.match((await inside('grep', '^root:', '/etc/shadow')).output, /^root:\$6\$abc\$hashed:/);
});

t.test('a snapshot of it has what it had not yet written out, because the agent holds its file systems still', async (t) => {
  await inside('sh', '-c', 'echo just now >/srv/late');
  const snapshot = join(dir, 'snapshot.qcow2');
  await driver.snapshot(id, snapshot);
  t.equal((await inside('sh', '-c', 'echo and on >>/srv/late; cat /srv/late')).output, 'just now\nand on\n', 'it writes again');
  const partition = join(dir, 'partition');
  const part = { driver: 'raw', offset: 2 ** 20, file: diskNode('disk', snapshot, [layerDisk(layer)]) };
  await run('qemu-img', ['convert', '-O', 'raw', `json:${JSON.stringify(part)}`, partition]);
  t.equal((await run('debugfs', ['-R', 'cat /srv/late', partition])).stdout, 'just now\n');
});

t.test('it goes down in good order at its power button', async (t) => {
  await driver.stop(id, 120_000);
  t.match(await log(), /reboot: Power down/);
  t.equal((await driver.observe(id)).state, 'prepared');
});

const log = async (): Promise<string> => {
  const { paths } = await driver.logFiles(id);
  return (await Promise.all(paths.map((path) => readFile(path, 'utf8')))).join('');
};

async function inside(...argv: string[]): Promise<{ code: number; output: string }> {
  const ran = await driver.exec(id, { argv });
  ran.stdio.end();
  const output = await text(ran.stdio);
  return { code: await ran.exit, output };
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + 240_000; !(await isSo()); await new Promise((resolve) => setTimeout(resolve, 200))) {
    if (Date.now() > deadline) throw new Error(`The machine did not come up: ${(await log()).slice(-3000)}`);
  }
}
