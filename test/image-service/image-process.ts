import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Test } from 'tap';
import { createClient } from '../../openapi/call/call.ts';
import type { Client } from '../../openapi/call/call.ts';
import { openDatabase } from '../../openapi/serve/db.ts';
import { listObjects } from './kit.ts';
import type { TokenServer, Who } from './kit.ts';

const main = new URL('../../image-service/main.ts', import.meta.url).pathname;

export interface ImageProcess {
  child: ChildProcess;
  url: string;
  /** As tenant of project-a. */
  client: Client<'image'>;
  /** As host, and as administrator. */
  host: Client<'image'>;
  admin: Client<'image'>;
  kill(): Promise<void>;
}

/** The service as a process of its own, which can be killed. */
export async function startImageProcess(tokens: TokenServer, stateDir: string, settings: Record<string, string> = {}): Promise<ImageProcess> {
  const env = { ...process.env, SAMPAN_IMAGE_LISTEN: '127.0.0.1:0', SAMPAN_IMAGE_STATE_DIR: stateDir, SAMPAN_IMAGE_AUTH_URL: tokens.url, SAMPAN_LOG_LEVEL: 'info', ...settings };
  const child = spawn(process.execPath, ['--import=tsx', main], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout });
  const url = await new Promise<string>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the service ended with ${code}`)));
    lines.on('line', (line) => {
      const { url } = JSON.parse(line) as { url?: string };
      if (url !== undefined) resolve(url);
    });
  });
  const clientOf = (who: Who): Client<'image'> => {
    const token = tokens.token(who);
    return createClient('image', { baseUrl: `${url}/image`, tokens: { token: async () => token, invalidate: () => undefined }, retries: 0 });
  };
  const [client, host, admin] = [clientOf({}), clientOf({ userId: 'host-1', roles: ['host'] }), clientOf({ userId: 'admin', roles: ['admin', 'member', 'reader'] })];
  return {
    child,
    url,
    client,
    host,
    admin,
    async kill() {
      for (const each of [client, host, admin]) each.close();
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/** What the database names is what is on disk: no byte more, no byte less. */
export async function requireClean(t: Test, stateDir: string, when: string): Promise<void> {
  const db = openDatabase(`sqlite:${join(stateDir, 'image.db')}`);
  try {
    const keys = ((await db('blobs').select('store_key')) as { store_key: string }[]).map((row) => row.store_key).sort();
    t.same(await listObjects(stateDir), keys, `${when}: objects`);
    t.same(await readdir(join(stateDir, 'blobs', 'stage')), [], `${when}: stages`);
    const rows = await Promise.all(['garbage', 'uploads', 'reservations'].map((table) => db(table).select('*')));
    t.same(rows, [[], [], []], `${when}: rows`);
  } finally {
    await db.destroy();
  }
}

export async function isCollected(stateDir: string): Promise<boolean> {
  const db = openDatabase(`sqlite:${join(stateDir, 'image.db')}`);
  const garbage = (await db('garbage').select('*')) as unknown[];
  await db.destroy();
  return garbage.length === 0;
}

export async function settled(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 10));
}
