import t from 'tap';
import { createArchiveIndex } from '../../../image-service/archives/archive-index.ts';
import { planArchive } from '../../../image-service/archives/archive-plan.ts';
import type { ArchivePlan } from '../../../image-service/archives/archive-plan.ts';
import { defaultLimits } from '../../../image-service/archives/limits.ts';
import { createTarScanner } from '../../../image-service/archives/tar-scan.ts';
import { dockerImage, layersOf, ociImage, sha256, tarOf } from '../../kit/images.ts';

async function plan(archive: Buffer, architecture = 'amd64'): Promise<ArchivePlan | undefined> {
  const index = createArchiveIndex(defaultLimits);
  const scanner = createTarScanner((entry) => index.add(entry));
  scanner.feed(archive);
  scanner.finish();
  async function* read(start: number, size: number): AsyncIterable<Buffer> {
    yield archive.subarray(start, start + size);
  }
  return planArchive(index, read, architecture);
}

t.test('the layout wins over the docker manifest beside it, and keeps its manifest byte for byte', async (t) => {
  const layers = await layersOf(['a', 'b']);
  const { archive } = await ociImage(layers, { withDockerManifest: true });
  const found = await plan(archive);
  t.ok(found?.manifest?.bytes.includes('"schemaVersion":2'));
  t.same(found?.layers.map(({ digest }) => digest), layers.map(sha256));
  t.same(found?.layers.map(({ size }) => size), layers.map(({ length }) => length));
});

t.test('a single image is taken whatever its platform; among several this one is chosen', async (t) => {
  const layers = await layersOf(['a']);
  const s390x = { os: 'linux', architecture: 's390x' };
  const arm64 = { os: 'linux', architecture: 'arm64' };
  t.ok(await plan((await ociImage(layers, { platforms: [s390x] })).archive));
  const both = (await ociImage(layers, { platforms: [s390x, arm64] })).archive;
  t.match((await plan(both, 'arm64'))?.configFor([]).toString(), /"arm64"/);
  await t.rejects(plan(both, 'amd64'), { code: 'image-unusable', message: /linux\/s390x, linux\/arm64/ });
});

t.test('layers behind symbolic links, as docker and skopeo write them, are followed inside the archive', async (t) => {
  const [layer] = (await layersOf(['a'])) as [Buffer];
  const config = (await dockerImage([layer])).config;
  const archive = (linkname: string): Promise<Buffer> =>
    tarOf([
      { name: 'one/layer.tar', body: layer },
      { name: 'two/layer.tar', type: 'symlink', linkname },
      { name: 'c.json', body: config },
      { name: 'manifest.json', body: JSON.stringify([{ Config: 'c.json', Layers: ['two/layer.tar'] }]) },
    ]);
  t.equal((await plan(await archive('../one/layer.tar')))?.layers[0]?.size, layer.length);
  for (const bad of ['/etc/passwd', '../../../etc/passwd', '../two/layer.tar', 'nowhere']) {
    await t.rejects(plan(await archive(bad)), { code: 'image-unusable' }, bad);
  }
});

t.test('an archive that is no image is a root file system', async (t) => {
  t.equal(await plan(await tarOf([{ name: 'bin/sh', body: 'x' }])), undefined);
  t.equal(await plan(await tarOf([{ name: 'manifest.json', body: '{"Config": 1}' }])), undefined);
  t.equal(await plan(await tarOf([{ name: 'repositories', body: 'a folder of debs' }])), undefined);
});
