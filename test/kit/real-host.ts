/** A real host-server process, with an image of a small system whose first program says things and waits to be stopped. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ServerSpec } from '../../host-server/servers/spec.ts';
import { fakeChain } from './fake-layers.ts';
import type { FakeImageChain } from './fake-layers.ts';
import { busyboxLayer, layerOf, openHostProcess } from './host-process.ts';
import type { HostProcess, HostProcessOptions } from './host-process.ts';

export interface RealHost extends Omit<HostProcess, 'specAt'> {
  image: FakeImageChain;
  /** A spec of a server that waits to be stopped, with that last part of its address. */
  specAt(number: number): ServerSpec;
}

const programs = ['sh', 'sleep', 'cat', 'echo', 'true', 'false', 'id', 'env', 'pwd', 'stty', 'kill', 'ls', 'yes', 'sha256sum', 'mkdir', 'touch', 'rm', 'ln', 'tr', 'dd', 'mv'];

export async function openRealHost(options: HostProcessOptions = {}): Promise<RealHost> {
  const host = await openHostProcess(options);
  const image = host.layers.add(fakeChain([await busyboxLayer(programs), await systemLayer()], { Entrypoint: ['/bin/sh', '/init.sh'], Env: ['PATH=/bin', 'GREETING=hello'] }));
  return { ...host, image, specAt: (number) => host.specAt(number, image) };
}

/** Users, a place to write, and a first program that says a line, and what is put into /srv/say, and waits to be stopped. */
const systemLayer = (): Promise<Buffer> =>
  layerOf(async (root) => {
    await mkdir(join(root, 'etc'), { recursive: true });
    await mkdir(join(root, 'srv'));
    await mkdir(join(root, 'tmp'));
    await writeFile(join(root, 'etc/passwd'), 'root:x:0:0:root:/root:/bin/sh\nana:x:1000:1000:Ana:/srv:/bin/sh\n');
    await writeFile(join(root, 'etc/group'), 'root:x:0:\nana:x:1000:\n');
    await writeFile(join(root, 'etc/shadow'), 'root:*:19000:0:99999:7:::\nana:!:19000:0:99999:7:::\n', { mode: 0o640 });
    await writeFile(join(root, 'init.sh'), 'echo started\n"$@"\ntrap "exit 0" TERM\nwhile :; do [ -f /srv/say ] && cat /srv/say && rm /srv/say; sleep 0.1; done\n', { mode: 0o755 });
  });
