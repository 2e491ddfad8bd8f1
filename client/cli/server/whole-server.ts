import type { Cloud } from '../../sdk/open-cloud.ts';
import type { Server } from '../../sdk/pages.ts';
import type { WholeServer } from './server-columns.ts';

/** Reads both faces of a server; Nova's is not asked for again when it is at hand. */
export async function readWholeServer(cloud: Cloud, id: string, known?: Server): Promise<WholeServer> {
  const [server, view] = await Promise.all([
    known ?? cloud.compute.call('getServer', { path: { id } }).then(({ body }) => body.server),
    cloud.sampan.call('getServerView', { path: { id } }).then(({ body }) => body),
  ]);
  return { server, view };
}
