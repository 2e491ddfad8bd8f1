import { execFile } from 'node:child_process';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Fault, toFault } from '../../openapi/serve/fault.ts';

/**
 * Compiles helper.c to `target` with the machine's C compiler, unless a newer binary is there already. By hand it is
 * `cc -O2 -static -o helper host-server/process/helper.c`. Safe to call from several processes at once: the last one wins.
 *
 * @param source the C file, with its headers beside it; beside this module by default. A build copies them there with the other assets.
 */
export async function buildHelper(target: string, source = helperSource()): Promise<void> {
  const sources = await Promise.all([source, ...helperHeaders.map(name => join(dirname(source), name))].map(path => stat(path)));
  const to = await stat(target).catch(nothingThere);
  if (to && sources.every(from => to.mtimeMs >= from.mtimeMs)) return;
  await mkdir(dirname(target), { recursive: true });
  const draft = `${target}.${process.pid}.${Date.now().toString(36)}`;
  try {
    await promisify(execFile)('cc', ['-O2', '-Wall', '-static', '-o', draft, source], { timeout: 60_000 });
    await rename(draft, target);
  } catch (error) {
    await rm(draft, { force: true });
    throw toFault(error, 'internal', `Compiling ${source} failed; install a C compiler (apt install gcc libc6-dev)`);
  }
}

/** What helper.c includes. */
export const helperHeaders = ['links.h', 'launch.h', 'relay.h', 'door.h', 'plain-groups.h', 'disks.h', 'probe.h', 'handover.h'];

const helperSource = (): string => fileURLToPath(new URL('helper.c', import.meta.url));

function nothingThere(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT') return undefined;
  throw new Fault('internal', `Looking at the helper's binary failed: ${error.message}.`, { cause: error });
}
