import type { components } from '../../openapi/generated/sampan.ts';
import { inTransaction } from '../../openapi/serve/db.ts';
import type { Db } from '../../openapi/serve/db.ts';
import type { HandlerOf } from '../../openapi/serve/handler.ts';
import type { Ambient } from '../ambient.ts';
import { selectHosts } from '../hosts/host-store.ts';
import type { Host, Ratios } from '../hosts/host-store.ts';
import type { ImageResolver } from '../images/resolve-image.ts';
import { findNamedFlavor } from '../servers/find-flavor.ts';
import { meaningOf } from './explain.ts';
import { filters } from './filters.ts';
import type { FilterSettings, Need } from './filters.ts';
import { resolvePlacement } from './placement.ts';
import { rankHosts } from './weighers.ts';

type HostVerdict = components['schemas']['HostVerdict'];

export interface ExplainPlacementDeps {
  db: Db;
  ambient: Ambient;
  images: ImageResolver;
  scheduling: FilterSettings;
  availabilityZone: string;
}

/** What the scheduler would say of each host now; nothing is claimed. */
export function explainPlacement({ db, ambient, images, scheduling, availabilityZone }: ExplainPlacementDeps): HandlerOf<'sampan', 'explainPlacement'> {
  return async ({ query, auth, requestId, signal }) => {
    const flavor = await findNamedFlavor(db, query.flavor, auth);
    const image = query.image === undefined ? undefined : await images.resolveNamed(query.image, auth.token, requestId, signal);
    const wishes = { zone: query.zone, hints: query.group === undefined ? {} : { group: query.group }, extraSpecs: flavor.extraSpecs };
    const hosts = await inTransaction(db, async (trx) => {
      const placement = await resolvePlacement(trx, wishes, auth, availabilityZone);
      const { vcpus, memoryMib, diskGib } = flavor;
      const need: Need = { kind: image?.kind ?? 'container', architecture: image?.architecture ?? null, size: { vcpus, memoryMib, diskGib }, placement };
      return verdicts(await selectHosts(trx), need, scheduling, ambient.now().getTime());
    });
    return { status: 200, body: { flavor: flavor.name, kind: image?.kind ?? 'container', hosts } };
  };
}

/** Those that fit as they would be tried (equal ones by name, where a create leaves it to chance), then the others by name. Pure. */
export function verdicts(hosts: readonly Host[], need: Need, settings: FilterSettings, nowMs: number): HostVerdict[] {
  const judged = hosts.map((host) => ({ host, refusals: filters.filter((filter) => !filter.passes(host, need, settings, nowMs)).map(({ name }) => name) }));
  const fit = rankHosts(judged.filter(({ refusals }) => refusals.length === 0).map(({ host }) => host), need, () => 0);
  const verdict = (host: Host, rank: number | null, refusals: readonly string[]): HostVerdict => ({
    id: host.id, name: host.name, fits: rank !== null, rank, refused_by: refusals.map((filter) => ({ filter, reason: meaningOf(filter) })), free: freeOf(host, settings.ratios),
  });
  return [
    ...fit.map((host, index) => verdict(host, index + 1, [])),
    ...judged.filter(({ refusals }) => refusals.length > 0).map(({ host, refusals }) => verdict(host, null, refusals)),
  ];
}

const freeOf = ({ capacity, claimed }: Host, { vcpusPercent, memoryPercent, diskPercent }: Ratios) => ({
  vcpus: (capacity.vcpus * vcpusPercent) / 100 - claimed.vcpus,
  memory_mib: Math.floor((capacity.memoryMib * memoryPercent) / 100) - claimed.memoryMib,
  disk_gib: Math.floor((capacity.diskGib * diskPercent) / 100) - claimed.diskGib,
});
