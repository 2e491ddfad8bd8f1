import { createHash } from 'node:crypto';
import { createServer } from 'node:net';
import type { Server } from 'node:net';
import { resolve } from 'node:path';
import { Fault } from '../openapi/serve/fault.ts';

/**
 * Takes the one place of a state directory: two host-servers on one would undo each other's work. It is a socket in the
 * kernel's abstract namespace (unix(7)): it needs no file, and dies with the process however that ends.
 *
 * @returns gives the place back
 */
export async function takeOnlyPlace(stateDir: string): Promise<() => Promise<void>> {
  const name = createHash('sha256').update(resolve(stateDir)).digest('hex').slice(0, 32);
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((taken, refused) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EADDRINUSE') refused(error);
      else refused(new Fault('conflict', `Another host-server works with ${stateDir} already. Stop it first, or give this one a state directory of its own (SAMPAN_HOST_STATE_DIR).`));
    });
    server.listen(`\0sampan-host-${name}`, taken);
  });
  server.unref();
  return () => closed(server);
}

const closed = (server: Server): Promise<void> => new Promise((done) => server.close(() => done()));
