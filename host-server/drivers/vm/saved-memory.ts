import { createReadStream, createWriteStream } from 'node:fs';
import { chmod, chown, open, rename, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Fault } from '../../../openapi/serve/fault.ts';
import { withQmp } from './qmp.ts';
import type { VmPaths } from './vm-paths.ts';

/**
 * A machine's memory on its way to the disk and back, as QEMU migrates it through a socket: the process may open neither
 * files nor programs of its own for that. What is on the disk is whole: written beside, synced, renamed.
 *
 * The machine must be stopped before, and is done with after `saveMemory`; when that rejects it can run on.
 */
export async function saveMemory(paths: VmPaths, plan: unknown, uid: number): Promise<void> {
  const draft = `${paths.memory}.new`;
  await rm(paths.migration, { force: true });
  const server = createServer();
  try {
    await listening(server, paths.migration);
    await handOver(paths.migration, uid);
    const arrived = new Promise<void>((resolve, reject) => {
      server.once('connection', (socket: Socket) => {
        pipeline(socket, createWriteStream(draft, { mode: 0o600 })).then(resolve, reject);
      });
    });
    await withQmp(paths.qmp, async (qmp) => {
      await qmp.execute('migrate-set-parameters', { 'max-bandwidth': 2 ** 40 });
      await qmp.execute('migrate', { uri: `unix:${paths.migration}` });
    });
    await Promise.race([arrived, migrationEnd(paths).then(() => arrived)]);
    await migrationEnd(paths);
    await writeFile(paths.memoryPlan, JSON.stringify(plan), { mode: 0o600 });
    await sync(draft);
    await rename(draft, paths.memory);
    await sync(dirname(paths.memory));
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  } finally {
    server.close();
    await rm(paths.migration, { force: true });
  }
}

/** Gives a machine that was launched with `-incoming defer` the memory of its earlier life; it stands still afterwards. */
export async function restoreMemory(paths: VmPaths): Promise<void> {
  await withQmp(paths.qmp, (qmp) => qmp.execute('migrate-incoming', { uri: `unix:${paths.migration}` }));
  const socket = connect(paths.migration);
  await pipeline(createReadStream(paths.memory), socket);
  await migrationEnd(paths);
  await rm(paths.migration, { force: true });
}

/** Before the machine runs on: memory that is older than the disk must never be used again. */
export async function forgetMemory(paths: VmPaths): Promise<void> {
  await rm(paths.memory, { force: true });
  await rm(paths.memoryPlan, { force: true });
  await sync(dirname(paths.memory));
}

/** QEMU tells of it by an event to who is connected at that moment; asking misses nothing. */
async function migrationEnd(paths: VmPaths): Promise<void> {
  for (;;) {
    const { status, 'error-desc': why } = await withQmp(paths.qmp, (qmp) => qmp.execute<{ status?: string; 'error-desc'?: string }>('query-migrate'));
    if (status === 'completed') return;
    if (status === 'failed' || status === 'cancelled') throw new Fault('internal', `The machine's memory could not be moved: ${why ?? status}. Look at the room on the disk.`, { retryable: true });
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function listening(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
}

/** Connecting to a socket takes the right to write to it. */
async function handOver(path: string, uid: number): Promise<void> {
  await chown(path, uid, uid);
  await chmod(path, 0o600);
}

async function sync(path: string): Promise<void> {
  const file = await open(path);
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
