import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import t from 'tap';
import type { Test } from 'tap';
import { layerId } from '../../image-service/layers/chain-id.ts';
import { chunked, startTestService } from '../image-service/kit.ts';
import type { TestService } from '../image-service/kit.ts';
import { sha256 } from '../kit/images.ts';

const run = promisify(execFile);

// Disks of every format, made by qemu-img and read by our own, in its cage.

const mib = 1024 * 1024;

async function workFolder(t: Test): Promise<{ at(name: string): string; qemu(...args: string[]): Promise<string>; io(...args: string[]): Promise<string> }> {
  const folder = await mkdtemp(join(tmpdir(), 'sampan-disks-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  const tool = (program: string) => async (...args: string[]) => (await run(program, args, { cwd: folder, timeout: 60_000 })).stdout;
  return { at: (name) => join(folder, name), qemu: tool('qemu-img'), io: tool('qemu-io') };
}

async function upload(test: TestService, bytes: Buffer, body: object): Promise<string> {
  const { id } = (await test.client().call('createImage', { body: { name: 'disk', container_format: 'bare', ...body } as never })).body;
  await test.client().stream('uploadImage', { path: { id }, body: chunked(bytes) });
  return id;
}

const download = async (test: TestService, id: string): Promise<Buffer> => buffer((await test.client().stream('downloadImage', { path: { id } })).body);

t.test('a disk of any format is given back as it came, and is a qcow2 layer', async (t) => {
  const test = await startTestService(t);
  const work = await workFolder(t);
  const raw = Buffer.alloc(3 * mib);
  raw.write('hello', 1_234_567);
  await writeFile(work.at('disk.raw'), raw);
  for (const [format, driver] of Object.entries({ raw: 'raw', qcow2: 'qcow2', vmdk: 'vmdk', vdi: 'vdi', vhd: 'vpc', vhdx: 'vhdx' })) {
    const file = work.at(`disk.${format}`);
    if (format !== 'raw') await work.qemu('convert', '-f', 'raw', '-O', driver, 'disk.raw', file);
    const bytes = await readFile(file);
    const id = await upload(test, bytes, { disk_format: format });
    const { body: image } = await test.client().call('getImage', { path: { id } });
    t.match(image, { status: 'active', kind: 'vm', disk_format: format, min_disk: 1, os_hash_value: sha256(bytes).slice(7), size: bytes.length }, format);
    t.ok((await download(test, id)).equals(bytes), `${format} comes back`);
    const { layers } = (await test.client().call('listImageLayers', { path: { id } })).body;
    t.match(layers, [{ kind: 'qcow2', depth: 1, id: layerId(undefined, String(layers[0]?.diff_id), 'qcow2') }]);
    const layer = await test.client().stream('downloadLayer', { path: { id: String(image.layer_id) } });
    await writeFile(work.at('layer.qcow2'), await buffer(layer.body));
    t.match(await work.io('-r', '-f', 'qcow2', '-c', 'read -v 1234567 5', 'layer.qcow2'), /68 65 6c 6c 6f/, `${format} holds what was written`);
    const plan = await test.client({ roles: ['host'] }).call('createPullPlan', { body: { image_id: id, layer_id: String(image.layer_id), have: [] } });
    t.match(plan.body, { kind: 'vm', vm: { disk_format: format }, layers: [{ media_type: 'application/vnd.sampan.layer.v1.qcow2' }] });
    t.ok((plan.body.vm?.virtual_size ?? 0) >= raw.length);
  }
  const part = await fetch(`${test.service.url}/image/v2/images/${await upload(test, raw, { disk_format: 'raw' })}/file`, {
    headers: { 'X-Auth-Token': test.tokens.token({}), 'Range': 'bytes=1234567-1234571' },
  });
  t.same([part.status, await part.text(), part.headers.get('content-range')], [206, 'hello', `bytes 1234567-1234571/${raw.length}`]);
});

t.test('13.10 a disk that points at files of the host is refused before anything opens it', async (t) => {
  const test = await startTestService(t);
  const work = await workFolder(t);
  await writeFile(work.at('secret'), Buffer.alloc(mib));
  await work.qemu('create', '-f', 'qcow2', '-b', work.at('secret'), '-F', 'raw', 'backed.qcow2');
  await work.qemu('create', '-f', 'qcow2', '-o', `data_file=${work.at('data')},data_file_raw=on`, 'external.qcow2', '1M');
  await work.qemu('create', '-f', 'vmdk', '-o', 'subformat=monolithicFlat', 'flat.vmdk', '1M');
  const refused: [file: string, format: string, message: RegExp][] = [
    ['backed.qcow2', 'qcow2', /names the backing file/],
    ['backed.qcow2', 'raw', /declared as raw and looks like qcow2/],
    ['external.qcow2', 'qcow2', /data in another file/],
    ['flat.vmdk', 'vmdk', /VMDK disk/],
  ];
  for (const [file, format, message] of refused) {
    await t.rejects(upload(test, await readFile(work.at(file)), { disk_format: format }), { code: 'image-unusable', message }, `${file} as ${format}`);
  }
  const { images } = (await test.client().call('listImages')).body;
  t.ok(images.every(({ status, status_reason: reason }) => status === 'queued' && reason), 'each says why');
});

t.test('13.10 a chain of disks is uploaded layer by layer, re-attached by name, and downloads as one file', async (t) => {
  const test = await startTestService(t);
  const work = await workFolder(t);
  await work.qemu('create', '-f', 'qcow2', 'base.qcow2', '8M');
  await work.io('-f', 'qcow2', '-c', 'write -P 0x11 0 2M', 'base.qcow2');
  const baseImage = await upload(test, await readFile(work.at('base.qcow2')), { disk_format: 'qcow2' });
  let parent = String((await test.client().call('getImage', { path: { id: baseImage } })).body.layer_id);
  const files = ['base.qcow2'];
  for (let depth = 2; depth <= 5; depth += 1) {
    const file = `layer-${depth}.qcow2`;
    await work.qemu('create', '-f', 'qcow2', '-b', String(files.at(-1)), '-F', 'qcow2', file);
    await work.io('-f', 'qcow2', '-c', `write -P 0x${depth}${depth} ${depth}M 64k`, file);
    const bytes = await readFile(work.at(file));
    const { body } = await test.client().call('createLayer', { body: { kind: 'qcow2', parent_id: parent } });
    const id = 'upload' in body ? body.upload.id : '';
    await test.client().stream('putUpload', { path: { id }, body: chunked(bytes) });
    const { body: layer } = await test.client().call('commitUpload', { path: { id }, body: { digest: sha256(bytes) } });
    t.match(layer, { kind: 'qcow2', parent_id: parent, depth, id: layerId(parent, layer.diff_id, 'qcow2') });
    t.ok(layer.size < mib, 'a layer holds only what changed');
    const detached = await buffer((await test.client().stream('downloadLayer', { path: { id: layer.id } })).body);
    t.notOk(detached.includes('layer-') || detached.includes('base.qcow2'), 'and no name of its parent');
    await writeFile(work.at(`detached-${file}`), detached);
    parent = layer.id;
    files.push(file);
  }
  const node = (index: number): object => {
    const name = index === 0 ? 'base.qcow2' : `detached-${String(files[index])}`;
    return { driver: 'qcow2', file: { driver: 'file', filename: work.at(name) }, backing: index === 0 ? null : node(index - 1) };
  };
  const reads = ['read -P 0x11 0 1M', 'read -P 0x22 2M 64k', 'read -P 0x55 5M 64k', 'read -P 0 6M 64k'].flatMap((each) => ['-c', each]);
  t.notMatch(await work.io('-r', ...reads, `json:${JSON.stringify(node(4))}`), /verification failed/, 'the detached chain reads as the attached one');
  const { body: image } = await test.client().call('createImage', { body: { name: 'chain', layer_id: parent } as never });
  t.match(image, { status: 'active', kind: 'vm', container_format: 'bare', disk_format: 'qcow2', os_hash_value: null });
  const [one, two] = await Promise.all([download(test, image.id), download(test, image.id)]);
  t.ok(one.equals(two), 'made once for all who ask');
  await writeFile(work.at('flat.qcow2'), one);
  t.notMatch(await work.io('-r', '-f', 'qcow2', ...reads, 'flat.qcow2'), /verification failed/);
  t.notMatch(await work.qemu('info', 'flat.qcow2'), /backing/);
  t.match((await test.client().call('getImage', { path: { id: image.id } })).body, { os_hash_value: sha256(one).slice(7), size: one.length });
  for (const id of [baseImage, image.id]) await test.client().call('deleteImage', { path: { id } });
});

t.test('a kernel is a file without layers', async (t) => {
  const test = await startTestService(t);
  const { id } = (await test.client().call('createImage', { body: { name: 'kernel', container_format: 'aki', disk_format: 'aki' } as never })).body;
  await test.client().stream('uploadImage', { path: { id }, body: chunked(Buffer.from('vmlinuz')) });
  t.match((await test.client().call('getImage', { path: { id } })).body, { status: 'active', kind: null, layer_id: null, size: 7 });
  t.equal((await download(test, id)).toString(), 'vmlinuz');
});
