/**
 * A small container image made on the spot from this machine's static busybox, so that a first server needs no
 * download: a base layer with busybox and its applets, and on it a layer with a web page and a start script.
 *
 * It is an OCI image layout in a tar (image-spec, image-layout.md). Times and order are fixed, so the same busybox
 * always gives the same layer ids.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { pack } from 'tar-stream';
import type { Header } from 'tar-stream';

/** The image as the bytes of a tar; a few megabytes. */
export async function demoImage(busyboxPath = '/bin/busybox'): Promise<Buffer> {
  const layers = [await tar(baseLayer(busyboxPath)), await tar(webLayer)];
  const config = json({
    architecture: architectures[process.arch] ?? process.arch,
    os: 'linux',
    config: {
      Cmd: ['/sbin/start'],
      Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
      WorkingDir: '/',
      ExposedPorts: { '80/tcp': {} },
    },
    rootfs: { type: 'layers', diff_ids: layers.map(digest) },
    history: [{ created_by: 'busybox-static' }, { created_by: 'a web page, and httpd to serve it' }],
  });
  const manifest = json({
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    config: descriptor('application/vnd.oci.image.config.v1+json', config),
    layers: layers.map((layer) => descriptor('application/vnd.oci.image.layer.v1.tar', layer)),
  });
  const index = json({ schemaVersion: 2, manifests: [descriptor('application/vnd.oci.image.manifest.v1+json', manifest)] });
  const blobs = [...layers, config, manifest].map((blob): Entry => [{ name: `blobs/sha256/${digest(blob).slice(7)}` }, blob]);
  return tar([[{ name: 'oci-layout' }, json({ imageLayoutVersion: '1.0.0' })], [{ name: 'index.json' }, index], ...blobs]);
}

type Entry = [Partial<Header> & { name: string }, (Buffer | string)?];

const architectures: Record<string, string> = { x64: 'amd64', arm64: 'arm64' };

function baseLayer(busyboxPath: string): Entry[] {
  const applets = execFileSync(busyboxPath, ['--list'], { encoding: 'utf8' }).trim().split('\n').filter((name) => name !== 'busybox');
  const folders = ['bin', 'dev', 'etc', 'home', 'proc', 'root', 'run', 'sbin', 'sys', 'usr', 'usr/bin', 'usr/sbin', 'var', 'var/log'];
  return [
    ...folders.map((name): Entry => [{ name: `${name}/`, type: 'directory', mode: name === 'root' ? 0o700 : 0o755 }]),
    [{ name: 'tmp/', type: 'directory', mode: 0o1777 }],
    [{ name: 'bin/busybox', mode: 0o755 }, readFileSync(busyboxPath)],
    ...applets.map((name): Entry => [{ name: `bin/${name}`, type: 'symlink', linkname: 'busybox' }]),
    [{ name: 'etc/passwd' }, 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n'],
    [{ name: 'etc/group' }, 'root:x:0:\nnogroup:x:65534:\n'],
    [{ name: 'etc/shadow', mode: 0o600 }, 'root:*:19000:0:99999:7:::\n'],
  ];
}

// PID 1 gets no default signal handling from the kernel, so the script takes TERM itself and a stop is quick.
const startScript = `#!/bin/sh
trap 'kill $child; exit 0' TERM INT
echo "serving /www on port 80 as $(hostname)"
httpd -f -p 80 -h /www &
child=$!
wait $child
`;

const webLayer: Entry[] = [
  [{ name: 'www/', type: 'directory', mode: 0o755 }],
  [{ name: 'www/index.html' }, '<!doctype html><title>Sampan</title><p>Hello from a Sampan server.\n'],
  [{ name: 'sbin/start', mode: 0o755 }, startScript],
];

async function tar(entries: Entry[]): Promise<Buffer> {
  const stream = pack();
  for (const [header, content] of entries) stream.entry({ mtime: new Date(0), uid: 0, gid: 0, mode: 0o644, ...header }, content ?? '');
  stream.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

const digest = (blob: Buffer): string => `sha256:${createHash('sha256').update(blob).digest('hex')}`;
const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));
const descriptor = (mediaType: string, blob: Buffer) => ({ mediaType, digest: digest(blob), size: blob.length });
