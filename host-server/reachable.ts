import { stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { Fault } from '../openapi/serve/fault.ts';

/**
 * Containers run as users of their own, who must be able to walk from `/` to their root file systems. A folder on the
 * way that others may not enter (mode without o+x, as `mktemp -d` makes them) would make every start fail; say so at once.
 * A folder that is not there yet is no hindrance. Throws the fault `bad-request` naming the folder.
 */
export async function requireReachable(folder: string): Promise<void> {
  for (let place = resolve(folder); place !== dirname(place); place = dirname(place)) {
    const found = await stat(place).catch(nothingThere);
    if (found === undefined || (found.mode & othersMayEnter) !== 0) continue;
    throw new Fault('bad-request', `Containers could not reach ${folder}: ${place} may not be entered by other users. Run: chmod o+x ${place}, or choose another folder.`);
  }
}

const othersMayEnter = 0o001;

function nothingThere(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT') return undefined;
  throw error;
}
