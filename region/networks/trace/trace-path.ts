import type { components } from '../../../openapi/generated/sampan.ts';
import type { Db, DbOrTrx } from '../../../openapi/serve/db.ts';
import { badRequest } from '../../../openapi/serve/fault.ts';
import type { AuthContext, HandlerOf } from '../../../openapi/serve/handler.ts';
import type { HostClients } from '../../hosts/host-clients.ts';
import { selectHostsById } from '../../hosts/host-store.ts';
import type { NetworkMap } from '../../wire.ts';
import { canonical, familyOf, isAddress } from '../address.ts';
import { loadMap } from '../maps/load-map.ts';
import { isTrusted } from '../network-parts.ts';
import { selectPort } from '../port-store.ts';
import { runProbe } from './probe.ts';
import type { PathCheck } from './probe.ts';
import { resolveEnds } from './resolve-ends.ts';
import type { Ends } from './resolve-ends.ts';
import { selectIdlePorts, selectNetworkBehind } from './trace-store.ts';
import { walk } from './walk.ts';
import type { PathStep, Walk, WalkQuestion } from './walk.ts';

type PathAnswer = components['schemas']['PathAnswer'];

export interface TraceDeps {
  db: Db;
  hosts: HostClients;
}

/** Whether one may reach the other, by the region's data, and whether the hosts' switches say so too. */
export const tracePath =
  ({ db, hosts }: TraceDeps): HandlerOf<'sampan', 'tracePath'> =>
  async ({ body, auth, requestId, signal }) => {
    const { protocol = 'icmp', port } = body;
    if (protocol !== 'icmp' && port === undefined) throw badRequest(`A ${protocol} packet needs a destination port.`, { field: 'port' });
    const ends = await resolveEnds(db, body, auth);
    const question = { protocol, port: protocol === 'icmp' ? undefined : port };
    const maps = await mapsAround(db, ends);
    const [map] = maps;
    const from = map?.ports.find(({ id }) => id === ends.from.id);
    if (map === undefined || from === undefined) throw badRequest(`Port ${ends.from.id} is no server's.`, { field: 'from' });
    const idle = await selectIdlePorts(db, maps.map(({ id }) => id));
    const asked: WalkQuestion = { map, from, source: sourceOf(ends, body.from_address), to: ends.address, ...question };
    const found = meant(walk({ maps, isRunning: (id) => !idle.has(id) }, asked), ends, map);
    const known = new Map((await selectHostsById(db, [...new Set(found.probes.map(({ hostId }) => hostId))])).map((host) => [host.id, host]));
    const checks = await Promise.all(found.probes.map((probe) => runProbe(probe, known.get(probe.hostId), hosts, { ...question, requestId, signal })));
    return { status: 200, body: answerOf(asked, found, checks, await sightOf(db, auth, found)) };
  };

function sourceOf({ from, address }: Ends, asked: string | undefined): string {
  if (asked !== undefined && !isAddress(asked)) throw badRequest(`'${asked}' is no address.`, { field: 'from_address' });
  const own = asked === undefined ? from.fixedIps.find(({ ipAddress }) => familyOf(ipAddress) === familyOf(address))?.ipAddress : canonical(asked);
  if (own === undefined || familyOf(own) !== familyOf(address)) throw badRequest(`Port ${from.id} has no IPv${familyOf(address)} address to send to ${address} from.`, { field: 'to' });
  return own;
}

/** The sender's network first, those that its router connects and leads to, and the one behind a floating address. */
async function mapsAround(db: DbOrTrx, { from, address }: Ends): Promise<NetworkMap[]> {
  const own = (await loadMap(db, from.networkId))?.map;
  if (own === undefined) return [];
  const external = own.router?.gateway?.network_id;
  const behind = await selectNetworkBehind(db, address, [own.id, ...(external === undefined ? [] : [external])]);
  const ids = new Set([...(own.router?.interfaces.map((leg) => leg.network_id) ?? []), external, behind].filter((id) => id !== undefined && id !== own.id));
  const others = [];
  for (const id of ids) others.push((await loadMap(db, id as string))?.map);
  return [own, ...others.filter((map) => map !== undefined)];
}

/** A server that was meant may have an address that leads elsewhere from here: then it is not reached. */
function meant(found: Walk, { to, address }: Ends, map: NetworkMap): Walk {
  if (to === undefined || found.end?.port.id === to.id || to.networkId === map.id || found.path.at(-1)?.kind === 'security_groups') return found;
  if (found.end === undefined && found.verdict === 'blocked' && !['no_route', 'no_address', 'router'].includes(found.path.at(-1)?.kind ?? '')) return found;
  const elsewhere = found.end === undefined ? '' : ' Here another port has that address.';
  const step: PathStep = { kind: 'other_network', id: to.networkId, what: `${address} is in network ${to.networkId}, which no router connects with the sender's network ${map.name}.${elsewhere}` };
  return { ...found, verdict: 'blocked', path: [...found.path, step], end: undefined };
}

interface Sight {
  isTrusted: boolean;
  /** Whether the receiver's port belongs to another project. */
  isForeign: boolean;
}

async function sightOf(db: DbOrTrx, auth: AuthContext, found: Walk): Promise<Sight> {
  if (isTrusted(auth)) return { isTrusted: true, isForeign: false };
  const end = found.end === undefined ? undefined : await selectPort(db, found.end.port.id);
  return { isTrusted: false, isForeign: end !== undefined && end.projectId !== auth.projectId };
}

function answerOf(asked: WalkQuestion, found: Walk, checks: readonly PathCheck[], sight: Sight): PathAnswer {
  const path = sight.isForeign ? found.path.map((step) => veiled(step, asked)) : found.path;
  const last = path.at(-1) as PathStep;
  const { from, map, source, to, protocol, port } = asked;
  const wrong = checks.find(({ agrees }) => agrees === false);
  const end = sight.isForeign ? undefined : found.end;
  return {
    verdict: found.verdict,
    reason: last.what,
    decided_by: last,
    from: { address: source, port_id: from.id, network_id: map.id, ...(from.server_id === undefined ? {} : { server_id: from.server_id }) },
    to: { address: to, ...(end === undefined ? {} : { port_id: end.port.id, network_id: end.map.id, ...(end.port.server_id === undefined ? {} : { server_id: end.port.server_id }) }) },
    protocol,
    ...(port === undefined ? {} : { port }),
    path,
    checks: checks.map((check) => shown(check, sight)),
    agrees: wrong !== undefined ? false : checks.length === 0 || checks.some(({ agrees }) => agrees === null) ? null : true,
    ...(wrong === undefined ? {} : { disagreement: disagreementOf(wrong, sight) }),
  };
}

const disagreementOf = ({ side, expected, verdict, reason = '', host }: PathCheck, sight: Sight): string =>
  `By the region's data the ${side}'s switch${sight.isTrusted ? ` (${host ?? '?'})` : ''} must say ${expected.join(' or ')}, but it says ${verdict ?? 'nothing'}${sight.isForeign ? '.' : `: ${reason}`} Its host may hold an older map or lack the port; try again, and see its log if it stays so.`;

function shown({ host, steps, reason, ...check }: PathCheck, sight: Sight): PathCheck {
  return {
    ...check,
    ...(sight.isForeign || reason === undefined ? {} : { reason }),
    ...(sight.isTrusted && host !== undefined ? { host } : {}),
    ...(sight.isTrusted && steps !== undefined ? { steps } : {}),
  };
}

/** What is the sender's own stays; of the other project's things only the kind is told. */
function veiled(step: PathStep, { from, map }: WalkQuestion): PathStep {
  const own = new Set([from.id, map.id, map.router?.id, ...map.security_groups.filter(({ id }) => from.security_group_ids.includes(id)).flatMap(({ rules }) => rules.map(({ id }) => id))]);
  if (step.id !== undefined && own.has(step.id)) return step;
  return { kind: step.kind, what: step.kind === 'floating_address' ? 'The floating address stands for a port of another project.' : step.what };
}
