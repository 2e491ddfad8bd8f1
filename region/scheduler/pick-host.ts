/**
 * Picks a host for a server and claims it, inside the request's transaction.
 *
 * The usual case reads the few roomiest hosts and claims the best of them; the claim is one conditional UPDATE, so a race
 * is lost cleanly and the next host is tried. Only when none of those will do are all hosts read, which also yields the
 * explanation for the refusal.
 */
import type { Trx } from '../../openapi/serve/db.ts';
import type { Ambient } from '../ambient.ts';
import { claimHost, selectHosts, selectRoomyHosts } from '../hosts/host-store.ts';
import type { Host } from '../hosts/host-store.ts';
import { noValidHost } from './explain.ts';
import { filterHosts } from './filters.ts';
import type { FilterSettings, Need } from './filters.ts';
import { rankHosts } from './weighers.ts';

export interface SchedulerDeps {
  ambient: Ambient;
  settings: FilterSettings;
}

/** The host, claimed; throws the fault `no-valid-host` with the refusals per filter. */
export async function pickHost(trx: Trx, need: Need, deps: SchedulerDeps): Promise<Host> {
  const { settings } = deps;
  const roomy = await selectRoomyHosts(trx, need.size, settings.ratios, roomyCount);
  const quick = await claimBest(trx, roomy, need, deps);
  if (quick.host) return placed(quick.host, need);

  const all = await selectHosts(trx);
  const thorough = await claimBest(trx, all, need, deps);
  if (thorough.host) return placed(thorough.host, need);
  throw noValidHost(need, all.length, thorough);
}

const roomyCount = 32;

/** The next server of a group that the same request places is to know of this one. */
function placed(host: Host, { placement }: Need): Host {
  const members = placement?.group?.members;
  members?.set(host.id, (members.get(host.id) ?? 0) + 1);
  return host;
}

async function claimBest(
  trx: Trx,
  hosts: readonly Host[],
  need: Need,
  { ambient, settings }: SchedulerDeps,
): Promise<{ host?: Host; refused: Record<string, number> }> {
  const { fit, refused } = filterHosts(hosts, need, settings, ambient.now().getTime());
  for (const host of rankHosts(fit, need, () => ambient.randomBytes(2).readUInt16BE())) {
    if (await claimHost(trx, host.id, need.size, settings.ratios)) return { host, refused };
  }
  return { refused: fit.length === 0 ? refused : { ...refused, 'lost-race': fit.length } };
}
