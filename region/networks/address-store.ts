/**
 * Which port holds which address. An address of a pool is always in one of three places: held (`fixed_ips`), given back
 * (`freed_ips`), or at or behind the subnet's `pool_next`, which is the lowest that was never given out. Choice takes the
 * lowest of the last kind, and when there is none the one that was given back longest ago, so that an address rests as
 * long as it can. The primary key on (subnet, address) is what makes it impossible to give one twice.
 *
 * Whoever takes an address holds the subnet's row; whoever gives one back does not need it, because what is given back is
 * always written down, and choice passes over what is held or written down in one look (one statement, one snapshot).
 */
import type { Trx } from '../../openapi/serve/db.ts';
import { addressKey, keyToAddress } from './address.ts';
import { chooseFresh, inPools } from './pools.ts';
import { toSubnet } from './subnet-store.ts';
import type { Subnet, SubnetRow } from './subnet-store.ts';

/** A subnet whose row is held until the transaction ends. */
export interface HeldSubnet {
  subnet: Subnet;
  poolNext: string | null;
}

/** In id order, so that two requests never wait for each other in a circle. */
export async function holdSubnets(trx: Trx, ids: readonly string[]): Promise<HeldSubnet[]> {
  if (ids.length === 0) return [];
  const rows = (await trx('subnets').whereIn('id', ids).orderBy('id').forUpdate()) as (SubnetRow & { pool_next: string | null })[];
  return rows.map((row) => ({ subnet: toSubnet(row), poolNext: row.pool_next }));
}

/** An address by choice, no longer free; undefined when the subnet has none left. */
export async function takeAnyAddress(trx: Trx, held: HeldSubnet): Promise<string | undefined> {
  const { subnet } = held;
  let next = held.poolNext;
  while (next !== null) {
    const used = await keysFrom(trx, subnet.id, next);
    const choice = chooseFresh(subnet.pools, next, used);
    const beyond = used.length === windowSize && choice.key !== undefined && choice.key > (used.at(-1) ?? '');
    next = beyond ? (choice.key ?? null) : choice.next;
    if (beyond || choice.key === undefined) continue;
    await rememberNext(trx, held, next);
    return keyToAddress(choice.key);
  }
  if (held.poolNext !== null) await rememberNext(trx, held, null);
  for (;;) {
    const oldest = (await trx('freed_ips').where({ subnet_id: subnet.id }).orderBy(['freed_at', 'ip_key']).first()) as { ip_key: string } | undefined;
    if (!oldest) return undefined;
    await trx('freed_ips').where({ subnet_id: subnet.id, ip_key: oldest.ip_key }).delete();
    // Given back while the pools were others.
    if (inPools(subnet.pools, oldest.ip_key)) return keyToAddress(oldest.ip_key);
  }
}

/** Other pools: choice begins anew, and what was given back is as free as the rest. */
export async function forgetGivenBack(trx: Trx, subnetId: string): Promise<void> {
  await trx('freed_ips').where({ subnet_id: subnetId }).delete();
}

/** A certain address; false when somebody holds it. */
export async function takeAddress(trx: Trx, { subnet }: HeldSubnet, address: string): Promise<boolean> {
  const key = { subnet_id: subnet.id, ip_key: addressKey(address) };
  if (await trx('fixed_ips').where(key).first('port_id')) return false;
  await trx('freed_ips').where(key).delete();
  return true;
}

/** Addresses back, when their ports let go of them. Only those that choice may give again are written down. */
export async function giveBack(trx: Trx, addresses: readonly { subnetId: string; ipAddress: string }[], mayChoose: (subnetId: string, key: string) => boolean, at: string): Promise<void> {
  for (const { subnetId, ipAddress } of addresses) {
    const key = addressKey(ipAddress);
    const gone = await trx('fixed_ips').where({ subnet_id: subnetId, ip_key: key }).delete();
    if (gone === 1 && mayChoose(subnetId, key)) {
      await trx('freed_ips').insert({ subnet_id: subnetId, ip_key: key, freed_at: at }).onConflict(['subnet_id', 'ip_key']).ignore();
    }
  }
}

export async function insertAddresses(trx: Trx, portId: string, addresses: readonly { subnetId: string; ipAddress: string }[]): Promise<void> {
  if (addresses.length === 0) return;
  await trx('fixed_ips').insert(addresses.map(({ subnetId, ipAddress }) => ({ port_id: portId, subnet_id: subnetId, ip_key: addressKey(ipAddress), ip_address: ipAddress })));
}

export async function countAddresses(trx: Trx, subnetIds: readonly string[]): Promise<Map<string, number>> {
  const rows = (await trx('fixed_ips').whereIn('subnet_id', subnetIds).groupBy('subnet_id').select('subnet_id').count({ used: '*' })) as { subnet_id: string; used: number }[];
  return new Map(rows.map((row) => [row.subnet_id, Number(row.used)]));
}

const windowSize = 64;

async function keysFrom(trx: Trx, subnetId: string, from: string): Promise<string[]> {
  const of = (table: string) => trx(table).where({ subnet_id: subnetId }).where('ip_key', '>=', from).select('ip_key');
  const rows = (await trx.select('ip_key').from(of('fixed_ips').union([of('freed_ips')]).as('used')).orderBy('ip_key').limit(windowSize)) as { ip_key: string }[];
  return rows.map(({ ip_key: key }) => key);
}

async function rememberNext(trx: Trx, held: HeldSubnet, next: string | null): Promise<void> {
  held.poolNext = next;
  await trx('subnets').where({ id: held.subnet.id }).update({ pool_next: next });
}
