import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A PostgreSQL of our own in a temporary folder, reached by a Unix socket and by nothing else. */
export interface TestPostgres {
  /** A superuser's URL. */
  url: string;
  stop(): Promise<void>;
}

/** Starts the newest PostgreSQL on this machine; it does not run as root, so it runs as the package's own user. */
export async function startPostgres(): Promise<TestPostgres> {
  const bin = newestPostgres();
  const folder = mkdtempSync(join(tmpdir(), 'sampan-pg-'));
  const data = join(folder, 'data');
  execFileSync('chown', ['postgres', folder]);
  chmodSync(folder, 0o755);
  const asPostgres = (program: string, args: string[]): [string, string[]] => ['setpriv', ['--reuid=postgres', '--regid=postgres', '--init-groups', join(bin, program), ...args]];
  execFileSync(...asPostgres('initdb', ['-D', data, '-A', 'trust', '-U', 'postgres', '--no-sync', '-E', 'UTF8', '--locale=C']), { stdio: 'pipe', cwd: folder });
  const settings = { listen_addresses: '', unix_socket_directories: folder, fsync: 'off', max_connections: '200', shared_buffers: '64MB' };
  const options = Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`]);
  const server = spawn(...asPostgres('postgres', ['-D', data, ...options]), { stdio: 'ignore', cwd: folder });
  const exited = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  const stop = async (): Promise<void> => {
    // INT is PostgreSQL's "fast shutdown": it does not wait for clients.
    server.kill('SIGINT');
    await exited;
    rmSync(folder, { recursive: true, force: true });
  };
  for (let tries = 0; !existsSync(join(folder, '.s.PGSQL.5432')); tries += 1) {
    if (tries === 300 || server.exitCode !== null) {
      await stop();
      throw new Error(`PostgreSQL did not start in ${folder}.`);
    }
    await sleep(50);
  }
  return { url: `postgres://postgres@localhost/postgres?host=${encodeURIComponent(folder)}`, stop };
}

function newestPostgres(): string {
  const root = '/usr/lib/postgresql';
  const versions = existsSync(root) ? readdirSync(root).sort((a, b) => Number(b) - Number(a)) : [];
  if (versions[0] === undefined) throw new Error('No PostgreSQL on this machine: apt-get install postgresql');
  return join(root, versions[0], 'bin');
}
