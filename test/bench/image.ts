/**
 * Upload and layer download through the whole service, as a ratio to a plain copy with fsync of the same bytes on the
 * same disk in the same run. Prints one JSON line. Usage: node --import=tsx test/bench/image.ts [MiB]
 */
import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, open, rm, stat } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger } from '../../openapi/serve/log.ts';
import { createClient } from '../../openapi/call/call.ts';
import { compose } from '../../image-service/compose.ts';
import { readImageServiceConfig } from '../../image-service/config.ts';
import { startTokenServer } from '../image-service/kit.ts';
import { tarOf } from '../kit/images.ts';

const mib = 1024 * 1024;
const sizeMib = Number(process.argv[2] ?? 300);

const folder = await mkdtemp(join(tmpdir(), 'sampan-bench-'));
const tokens = await startTokenServer();
const config = readImageServiceConfig({ env: {}, overrides: { listen: '127.0.0.1:0', stateDir: join(folder, 'state'), authUrl: tokens.url } });
const service = compose(config, { log: createLogger({ service: 'image-service', level: 'silent' }), version: 'bench' });
try {
  await service.start();
  const source = join(folder, 'rootfs.tar');
  await writeRootfs(source);
  const bytes = (await stat(source)).size;
  const copyMs = await timed(() => rawCopy(source, join(folder, 'copy')));
  const token = tokens.token({});
  const client = createClient('image', { baseUrl: `${service.url}/image`, tokens: { token: async () => token, invalidate: () => undefined }, retries: 0, timeoutMs: 600_000 });
  const { body: image } = await client.call('createImage', { body: { name: 'bench', container_format: 'docker', disk_format: 'raw' } as never });
  const rssBefore = process.memoryUsage().rss;
  let rssMost = rssBefore;
  const watch = setInterval(() => (rssMost = Math.max(rssMost, process.memoryUsage().rss)), 20);
  const uploadMs = await timed(() => client.stream('uploadImage', { path: { id: image.id }, body: createReadStream(source, { highWaterMark: mib }) }));
  clearInterval(watch);
  const { body: shown } = await client.call('getImage', { path: { id: image.id } });
  const downloadMs = await timed(async () => {
    const { body } = await client.stream('downloadLayer', { path: { id: String(shown.layer_id) } });
    for await (const chunk of body) void chunk;
  });
  client.close();
  const rate = (ms: number): number => Math.round((bytes / mib / ms) * 1000);
  const result = {
    bench: 'image',
    mib: Math.round(bytes / mib),
    copy_fsync_mib_s: rate(copyMs),
    upload_mib_s: rate(uploadMs),
    download_mib_s: rate(downloadMs),
    upload_ratio: Number((copyMs / uploadMs).toFixed(2)),
    download_ratio: Number((copyMs / downloadMs).toFixed(2)),
    rss_growth_mib: Math.round((rssMost - rssBefore) / mib),
    cpu: cpus()[0]?.model ?? '',
    cores: cpus().length,
  };
  process.stdout.write(`${JSON.stringify(result)}\n`);
} finally {
  await service.stop(100);
  await tokens.close();
  await rm(folder, { recursive: true, force: true });
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** A tar of one incompressible file, written in pieces so that the benchmark itself stays small. */
async function writeRootfs(path: string): Promise<void> {
  const block = randomBytes(4 * mib);
  const files = Math.max(1, Math.round(sizeMib / 4));
  const handle = await open(path, 'w');
  for (let index = 0; index < files; index += 1) {
    block.writeUInt32BE(index);
    const tar = await tarOf([{ name: `file-${index}`, body: block }]);
    await handle.writeFile(index === files - 1 ? tar : tar.subarray(0, tar.length - 1024));
  }
  await handle.sync();
  await handle.close();
}

async function rawCopy(from: string, to: string): Promise<void> {
  const target = await open(to, 'w');
  for await (const chunk of createReadStream(from, { highWaterMark: mib })) await target.write(chunk as Buffer);
  await target.sync();
  await target.close();
}
