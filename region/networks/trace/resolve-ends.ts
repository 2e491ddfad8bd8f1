import type { DbOrTrx } from '../../../openapi/serve/db.ts';
import { badRequest, notFound } from '../../../openapi/serve/fault.ts';
import type { AuthContext } from '../../../openapi/serve/handler.ts';
import { maySee } from '../../servers/find-server.ts';
import { selectServer } from '../../servers/server-store.ts';
import { canonical, familyOf, isAddress } from '../address.ts';
import { findPort } from '../find-port.ts';
import { networksBeside } from '../maps/map-store.ts';
import { isTrusted } from '../network-parts.ts';
import { selectPort, selectPortsById, selectPortsOf } from '../port-store.ts';
import type { FixedIp, Port } from '../port-store.ts';
import { selectPortIdsAt } from './trace-store.ts';

export interface Ends {
  from: Port;
  /** The port that was meant; undefined for a plain address. */
  to: Port | undefined;
  address: string;
}

export interface EndWords {
  from: string;
  to: string;
  from_address?: string;
}

/** Which port asks, and which address it asks for: of several ports those that are nearest to each other. */
export async function resolveEnds(db: DbOrTrx, words: EndWords, auth: AuthContext): Promise<Ends> {
  const senders = await sendersOf(db, words.from, auth);
  const targets = isAddress(words.to) ? undefined : await targetsOf(db, words.to, auth);
  if (targets === undefined) return withAddress(senders, canonical(words.to), words);
  let best: (Ends & { rank: number }) | undefined;
  for (const from of senders) {
    const routed = await networksBeside(db, [from.networkId]);
    for (const to of targets) {
      for (const { ipAddress: address } of to.fixedIps) {
        const base = to.networkId === from.networkId ? 0 : routed.includes(to.networkId) ? 1 : 2;
        const rank = hasFamily(from.fixedIps, address, words) ? base : 3;
        if (best === undefined || rank < best.rank) best = { from, to, address, rank };
      }
    }
  }
  if (best === undefined) throw badRequest(`${words.to} has no address that could be asked for.`, { field: 'to' });
  return best;
}

function withAddress(senders: readonly Port[], address: string, words: EndWords): Ends {
  const from = senders.find(({ fixedIps }) => hasFamily(fixedIps, address, words)) ?? senders[0];
  if (from === undefined) throw notFound('port', words.from);
  return { from, to: undefined, address };
}

const hasFamily = (own: readonly FixedIp[], address: string, { from_address: asked }: EndWords): boolean =>
  asked === undefined ? own.some(({ ipAddress }) => familyOf(ipAddress) === familyOf(address)) : familyOf(asked) === familyOf(address);

/** Ports of the caller's project; of any for admins. */
async function sendersOf(db: DbOrTrx, text: string, auth: AuthContext): Promise<Port[]> {
  const own = isTrusted(auth) ? undefined : (auth.projectId ?? '');
  if (isAddress(text)) {
    const ids = await selectPortIdsAt(db, canonical(text), own);
    if (ids.length > 1) throw badRequest(`${text} is the address of several ports, in networks whose addresses overlap: ${ids.join(', ')}. Give the id of the one that is meant.`, { field: 'from', ports: ids });
    if (ids.length === 0) throw notFound('port', text);
    return selectPortsById(db, ids);
  }
  const server = await selectServer(db, text);
  if (server !== undefined && maySee(server, auth)) {
    const ports = await selectPortsOf(db, [server.id]);
    if (ports.length === 0) throw badRequest(`Server ${server.id} has no port.`, { field: 'from' });
    return ports;
  }
  const port = await selectPort(db, text);
  if (port === undefined || (own !== undefined && port.projectId !== own)) throw notFound('server or port', text);
  return [port];
}

/** Ports that the caller may see. */
async function targetsOf(db: DbOrTrx, text: string, auth: AuthContext): Promise<Port[]> {
  const server = await selectServer(db, text);
  if (server !== undefined && maySee(server, auth)) return selectPortsOf(db, [server.id]);
  return [await findPort(db, auth, text)];
}
