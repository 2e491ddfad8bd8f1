/**
 * A cold pull of an image of five layers: plan, download, digest, unpacking into overlayfs form, by a host's own code from
 * a whole image service, as ratios to what the same machine needs in the same run for a plain copy of the archive with
 * fsync and for GNU tar to unpack the same layers, one after another. Then a second server's image: no byte. Then the
 * download alone, in one stream and in four. Prints one JSON line. Needs root.
 * Usage: node --import=tsx test/bench/image-pull.ts [MiB]
 */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { ImagePuller } from '../../host-server/layers/pull.ts';
import { LayerStore } from '../../host-server/layers/store.ts';
import { unpackLayer } from '../../host-server/layers/unpack.ts';
import { hostMigrations } from '../../host-server/migrations/index.ts';
import { buildHelper } from '../../host-server/process/build-helper.ts';
import { HelperProcesses } from '../../host-server/process/helper-processes.ts';
import { compose } from '../../image-service/compose.ts';
import { readImageServiceConfig } from '../../image-service/config.ts';
import { createClient } from '../../openapi/call/call.ts';
import { openDatabase } from '../../openapi/serve/db.ts';
import { createLogger } from '../../openapi/serve/log.ts';
import { migrate } from '../../openapi/serve/migrate.ts';
import { startTokenServer } from '../image-service/kit.ts';
import { dockerImage, tarOf } from '../kit/images.ts';
import { median, round } from './figures.ts';

const mib = 1024 * 1024;
const layerCount = 5;
const layerMib = Math.max(1, Math.round(Number(process.argv[2] ?? 200) / layerCount));
const log = createLogger({ service: 'bench', level: 'silent' });

const folder = await mkdtemp(join(tmpdir(), 'sampan-bench-'));
const tokens = await startTokenServer();
const config = readImageServiceConfig({ env: {}, overrides: { listen: '127.0.0.1:0', stateDir: join(folder, 'state'), authUrl: tokens.url } });
const service = compose(config, { log, version: 'bench' });
await buildHelper(join(folder, 'helper'));
const processes = new HelperProcesses(join(folder, 'helper'));
try {
  await service.start();
  const clientOf = (who: Parameters<typeof tokens.token>[0]) =>
    createClient('image', { baseUrl: `${service.url}/image`, tokens: { token: async () => tokens.token(who), invalidate: () => undefined }, retries: 0, timeoutMs: 600_000 });
  const [client, host] = [clientOf({}), clientOf({ userId: 'host-1', roles: ['host'] })];
  const layers = await Promise.all(Array.from({ length: layerCount }, (_, layer) => tarOf(filesOf(layer))));
  const { archive } = await dockerImage(layers);
  const { body: made } = await client.call('createImage', { body: { name: 'bench', container_format: 'docker', disk_format: 'raw' } as never });
  const uploadMs = await timed(() => client.stream('uploadImage', { path: { id: made.id }, body: Readable.from(piecesOf(archive), { objectMode: false }) }));
  const { body: image } = await client.call('getImage', { path: { id: made.id } });

  const rounds: ({ copyMs: number; tarMs: number } & Awaited<ReturnType<typeof coldPull>>)[] = [];
  for (let number = 0; number < 3; number += 1) {
    const copyMs = await timed(() => copyWithSync(archive, join(folder, `copy-${number}`)));
    const tarMs = await timed(() => unpackPlainly(layers, join(folder, `plain-${number}`)));
    rounds.push({ copyMs, tarMs, ...(await coldPull(host, { imageId: image.id, layerId: String(image.layer_id) }, join(folder, `layers-${number}`))) });
  }
  const { body: shown } = await client.call('listImageLayers', { path: { id: image.id } });
  const download = async (id: string): Promise<void> => {
    for await (const chunk of (await client.stream('downloadLayer', { path: { id } })).body) void chunk;
  };
  const ids = shown.layers.map(({ id }) => id);
  const oneMs = await timed(async () => {
    for (const id of ids) await download(id);
  });
  const fourMs = await timed(() => Promise.all(Array.from({ length: 4 }, async () => {
    for (const id of ids) await download(id);
  })));
  for (const each of [client, host]) each.close();
  const middle = (of: (round: (typeof rounds)[number]) => number): number => median(rounds.map(of));
  const sizeMib = archive.length / mib;
  const result = {
    bench: 'image-pull',
    mib: Math.round(sizeMib),
    layers: layerCount,
    copy_fsync_ms: round(middle(({ copyMs }) => copyMs)),
    tar_sync_ms: round(middle(({ tarMs }) => tarMs)),
    cold_pull_ms: round(middle(({ pullMs }) => pullMs)),
    pull_to_copy: round(middle(({ pullMs, copyMs }) => pullMs / copyMs)),
    pull_to_copy_and_tar: round(middle(({ pullMs, copyMs, tarMs }) => pullMs / (copyMs + tarMs))),
    cached_ms: round(middle(({ cachedMs }) => cachedMs)),
    cached_bytes: Math.max(...rounds.map(({ cachedBytes }) => cachedBytes)),
    upload_ms: round(uploadMs),
    download_1_mib_s: Math.round((sizeMib / oneMs) * 1000),
    download_4_mib_s: Math.round((sizeMib * 4 / fourMs) * 1000),
    cpu: cpus()[0]?.model ?? '',
    cores: cpus().length,
  };
  process.stdout.write(`${JSON.stringify(result)}\n`);
} finally {
  await processes.close();
  await service.stop(100);
  await tokens.close();
  await rm(folder, { recursive: true, force: true });
}

/** A few large files and many small ones, as images have them. */
function filesOf(layer: number): { name: string; body: Buffer }[] {
  const small = Array.from({ length: 200 }, (_, index) => ({ name: `small-${layer}-${index}`, body: randomBytes(4096) }));
  const large = Array.from({ length: layerMib }, (_, index) => ({ name: `large-${layer}-${index}`, body: randomBytes(mib - 8192) }));
  return [...small, ...large];
}

async function coldPull(
  images: ReturnType<typeof createClient<'image'>>,
  image: { imageId: string; layerId: string },
  directory: string,
): Promise<{ pullMs: number; cachedMs: number; cachedBytes: number }> {
  const db = openDatabase('sqlite::memory:');
  await migrate(db, hostMigrations);
  const now = (): Date => new Date();
  const store = new LayerStore({ db, directory, now, syncFileSystem: async (path) => void (await processes.run(['sync', '-f', path], { timeoutMs: 600_000 })) });
  await store.open();
  const puller = new ImagePuller({ db, store, bootDirectory: join(tmpdir(), 'never-used'), images, log, now, unpack: (layer) => unpackLayer({ ...layer, idShift: 100_000, processes }) });
  const signal = new AbortController().signal;
  const pullMs = await timed(() => puller.ensure(image, { signal }));
  let cachedBytes = 0;
  const cachedMs = await timed(async () => (cachedBytes = (await puller.ensure(image, { signal })).pulledBytes));
  await db.destroy();
  return { pullMs, cachedMs, cachedBytes };
}

async function unpackPlainly(layers: readonly Buffer[], directory: string): Promise<void> {
  for (const [index, layer] of layers.entries()) {
    const target = join(directory, String(index));
    await mkdir(target, { recursive: true });
    await writeFile(`${target}.tar`, layer);
    execFileSync('tar', ['-xf', `${target}.tar`, '-C', target]);
  }
  execFileSync('sync', ['-f', directory]);
}

async function copyWithSync(bytes: Buffer, to: string): Promise<void> {
  const target = await open(to, 'w');
  for (const piece of piecesOf(bytes)) await target.write(piece);
  await target.sync();
  await target.close();
}

function* piecesOf(bytes: Buffer): Iterable<Buffer> {
  for (let at = 0; at < bytes.length; at += mib) yield bytes.subarray(at, at + mib);
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
