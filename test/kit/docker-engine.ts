import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

export interface DockerEngine {
  /** Docker's own client, of this engine; answers what it wrote. `input` goes to its standard input. */
  docker(args: readonly string[], input?: string): Promise<string>;
  stop(): Promise<void>;
}

/**
 * Docker's engine for one test, beside whatever runs on the machine: in namespaces of its own for mounts and processes,
 * so that all of it ends with one process, with all that it keeps below `folder`, and without networks of its own.
 */
export async function startDockerEngine(folder: string): Promise<DockerEngine> {
  for (const name of ['config', 'etc', 'etc-work']) await mkdir(join(folder, name), { recursive: true });
  const socket = `unix://${join(folder, 'docker.sock')}`;
  // It writes a key below /etc and sockets below /run.
  const script = 'mount -t overlay overlay -o "lowerdir=/etc,upperdir=$0/etc,workdir=$0/etc-work" /etc && mount -t tmpfs tmpfs /run && exec dockerd "$@"';
  const options = [
    ...['--host', socket, '--data-root', join(folder, 'data'), '--exec-root', join(folder, 'exec'), '--pidfile', join(folder, 'pid')],
    ...['--storage-driver', 'vfs', '--bridge', 'none', '--iptables=false', '--ip6tables=false', '--ip-forward=false', '--ip-masq=false'],
  ];
  const engine = spawn('unshare', ['--mount', '--pid', '--fork', '--kill-child', '--mount-proc', 'sh', '-c', script, folder, ...options], { stdio: ['ignore', 'ignore', 'pipe'] });
  // Its standard error is dockerd's too, so that it closes when both have ended.
  const ended = once(engine, 'close');
  const said: string[] = [];
  await new Promise<void>((resolve, reject) => {
    createInterface({ input: engine.stderr }).on('line', (line) => {
      said.push(line);
      if (line.includes('API listen on')) resolve();
    });
    engine.once('exit', (code) => reject(new Error(`dockerd ended with ${code}: ${said.slice(-5).join('\n')}`)));
  });
  const env = { PATH: process.env['PATH'], HOME: folder, DOCKER_CONFIG: join(folder, 'config'), DOCKER_HOST: socket };
  return {
    async docker(args, input = '') {
      const running = promisify(execFile)('/usr/bin/docker', [...args], { env, timeout: 60_000, maxBuffer: 8 * 1024 * 1024 });
      running.child.stdin?.end(input);
      return (await running).stdout.trim();
    },
    async stop() {
      engine.kill('SIGKILL');
      await ended;
    },
  };
}
