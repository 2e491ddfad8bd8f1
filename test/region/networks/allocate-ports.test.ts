import t from 'tap';
import { inTransaction } from '../../../openapi/serve/db.ts';
import type { Db } from '../../../openapi/serve/db.ts';
import { realAmbient } from '../../../region/ambient.ts';
import { addressKey } from '../../../region/networks/address.ts';
import { makePort } from '../../../region/networks/allocate-ports.ts';
import { newStandard } from '../../../region/networks/kit/standard.ts';
import { insertNetwork, plainNetwork } from '../../../region/networks/network-store.ts';
import type { Network } from '../../../region/networks/network-store.ts';
import { selectPortsOn } from '../../../region/networks/port-store.ts';
import type { Port } from '../../../region/networks/port-store.ts';
import { projectNetwork } from '../../../region/networks/project-network.ts';
import { releasePorts } from '../../../region/networks/release-ports.ts';
import { selectRoutersById } from '../../../region/networks/routers/router-store.ts';
import { planSubnet } from '../../../region/networks/subnet-plan.ts';
import type { AskedSubnet } from '../../../region/networks/subnet-plan.ts';
import { insertSubnet } from '../../../region/networks/subnet-store.ts';
import { rangeOf } from '../../../region/networks/pools.ts';
import { forEachRegionDatabase, fulfilled, reasons, times } from '../store-world.ts';

const warned: object[] = [];
const settings = { poolCidr: '10.9.0.0/24', prefixLength: 28, mtu: 1450, nameservers: [], log: { warn: (told: object) => void warned.push(told) } };
const deps = { ambient: realAmbient, settings };

async function networkWith(db: Db, segment: number, ...subnets: AskedSubnet[]): Promise<Network> {
  const network: Network = { ...plainNetwork, ...newStandard(realAmbient, 'p', { name: `n${segment}` }), segment, mtu: 1450 };
  await inTransaction(db, async (trx) => {
    await insertNetwork(trx, network, null);
    for (const asked of subnets) {
      const plan = planSubnet(asked);
      await insertSubnet(trx, { ...newStandard(realAmbient, 'p', {}), networkId: network.id, ...plan }, plan.pools[0] ? rangeOf(plan.pools[0]).first : null);
    }
  });
  return network;
}

const take = (db: Db, network: Network, asked?: { ip_address: string }[]): Promise<Port> => inTransaction(db, (trx) => makePort(trx, { network, projectId: 'p', asked }, realAmbient));
const giveBack = (db: Db, port: Port, at = new Date().toISOString()): Promise<void> => inTransaction(db, (trx) => releasePorts(trx, [port], at));
const addressesOf = (ports: readonly Port[]): string[] => ports.flatMap(({ fixedIps }) => fixedIps.map(({ ipAddress }) => ipAddress)).sort((a, b) => (addressKey(a) < addressKey(b) ? -1 : 1));

void forEachRegionDatabase(t, 'fifty parallel ports on a /28 get its thirteen addresses, each once', async (t, db) => {
  const network = await networkWith(db, 1, { cidr: '10.9.0.0/28', ip_version: 4 });
  const outcomes = await times(50, () => take(db, network));
  const ports = fulfilled(outcomes);
  t.same(addressesOf(ports), Array.from({ length: 13 }, (_, index) => `10.9.0.${index + 2}`));
  t.equal(new Set(ports.map(({ macAddress }) => macAddress)).size, 13);
  for (const reason of reasons(outcomes)) t.match(reason, { code: 'conflict', message: /No more IP addresses/, details: { neutronType: 'IpAddressGenerationFailure' } });
});

void forEachRegionDatabase(t, 'the lowest address that was never given comes first, and then the one that rested longest', async (t, db) => {
  const network = await networkWith(db, 1, { cidr: '10.9.0.0/29', ip_version: 4 });
  const next = async (): Promise<string | undefined> => (await take(db, network)).fixedIps[0]?.ipAddress;
  const first = await take(db, network);
  const second = await take(db, network);
  t.same(addressesOf([first, second]), ['10.9.0.2', '10.9.0.3']);
  await take(db, network, [{ ip_address: '10.9.0.4' }]);
  await giveBack(db, second, '2026-01-01T00:00:01.000Z');
  await giveBack(db, first, '2026-01-01T00:00:02.000Z');
  t.same([await next(), await next()], ['10.9.0.5', '10.9.0.6'], 'what was asked for by address is passed over');
  t.same([await next(), await next()], ['10.9.0.3', '10.9.0.2'], 'longest freed first');
  await t.rejects(take(db, network), { code: 'conflict' });
  await t.rejects(take(db, network, [{ ip_address: '10.9.0.4' }]), { name: 'Fault', details: { neutronType: 'IpAddressAlreadyAllocated' } });
  await t.rejects(take(db, network, [{ ip_address: '10.9.0.1' }]), { message: /gateway/ });
  await t.rejects(take(db, network, [{ ip_address: '10.8.0.1' }]), { name: 'Fault', details: { neutronType: 'InvalidIpForNetwork' } });
});

void forEachRegionDatabase(t, 'a thousand ports made and deleted at once over small subnets: no address twice, none lost', async (t, db) => {
  const networks = await Promise.all([networkWith(db, 1, { cidr: '10.9.0.0/27', ip_version: 4 }), networkWith(db, 2, { cidr: '10.9.1.0/28', ip_version: 4 }, { cidr: '10.9.2.0/28', ip_version: 4 })]);
  const held = new Map<string, string>();
  const twice: string[] = [];
  const life = async (index: number): Promise<'made' | 'full'> => {
    const network = networks[index % 2] as Network;
    const port = await take(db, network).catch((error: { code?: string }) => {
      if (error.code !== 'conflict') throw error;
      return undefined;
    });
    if (!port) return 'full';
    const key = `${network.id} ${port.fixedIps[0]?.ipAddress}`;
    if (held.has(key)) twice.push(key);
    held.set(key, port.id);
    if (index % 10 === 9) return 'made';
    held.delete(key);
    await giveBack(db, port);
    return 'made';
  };
  const outcomes = await times(1000, life);
  t.same(reasons(outcomes), []);
  t.same(twice, []);
  t.ok(fulfilled(outcomes).filter((outcome) => outcome === 'made').length >= 55);
  // Whatever is held now, and nothing but that, is missing from what can still be had.
  const left = await selectPortsOn(db, networks.map(({ id }) => id));
  t.equal(new Set(left.map(({ id }) => id)).size, held.size);
  const rest = fulfilled(await times(60, (index) => take(db, networks[index % 2] as Network)));
  const all = await selectPortsOn(db, networks.map(({ id }) => id));
  t.equal(left.length + rest.length, 29 + 13 + 13);
  t.equal(new Set(all.map(({ networkId, fixedIps }) => `${networkId} ${fixedIps[0]?.ipAddress}`)).size, 29 + 13 + 13);
});

void forEachRegionDatabase(t, 'a port gets an address of each family, and by SLAAC one that its MAC says', async (t, db) => {
  const network = await networkWith(db, 1, { cidr: '10.9.0.0/24', ip_version: 4 }, { cidr: 'fd00:1::/64', ip_version: 6, ipv6_address_mode: 'slaac', ipv6_ra_mode: 'slaac' }, { cidr: 'fd00:2::/64', ip_version: 6 });
  const port = await inTransaction(db, (trx) => makePort(trx, { network, projectId: 'p', macAddress: 'fa:16:3e:12:34:56' }, realAmbient));
  t.same(addressesOf([port]), ['10.9.0.2', 'fd00:1::f816:3eff:fe12:3456', 'fd00:2::2']);
  await t.rejects(inTransaction(db, (trx) => makePort(trx, { network, projectId: 'p', macAddress: 'FA:16:3E:12:34:56' }, realAmbient)), { name: 'Fault', details: { neutronType: 'MacAddressInUse' } });
});

void forEachRegionDatabase(t, 'projects that begin together get networks of their own, and the pool ends with a reason', async (t, db) => {
  const outcomes = await times(20, (index) => inTransaction(db, (trx) => projectNetwork(trx, { id: `p${index}`, name: `p${index}` }, deps)));
  const networks = fulfilled(outcomes);
  t.equal(networks.length, 16, 'a /24 has sixteen /28');
  t.equal(new Set(networks.map(({ segment }) => segment)).size, 16);
  for (const reason of reasons(outcomes)) t.match(reason, { code: 'conflict', message: /no free \/28 left/ });
  const again = await inTransaction(db, (trx) => projectNetwork(trx, { id: networks[0]?.projectId ?? '', name: 'x' }, deps));
  t.equal(again.id, networks[0]?.id);
});

void forEachRegionDatabase(t, 'a project\'s own network has a router to the default external network, where there is one', async (t, db) => {
  const own = async (id: string): Promise<Network> => inTransaction(db, (trx) => projectNetwork(trx, { id, name: id }, deps));
  const routers = async () => (await selectRoutersById(db, await db('routers').pluck('id'))).map(({ projectId, gatewayNetworkId, enableSnat }) => ({ projectId, gatewayNetworkId, enableSnat }));
  const external = await networkWith(db, 50);
  await db('networks').where({ id: external.id }).update({ external: 1, is_default: 1 });
  await own('before');
  t.same(await routers(), [], 'one without a subnet leads nowhere');
  const plan = planSubnet({ cidr: '203.0.113.0/30', ip_version: 4 });
  await inTransaction(db, (trx) => insertSubnet(trx, { ...newStandard(realAmbient, 'p', {}), networkId: external.id, ...plan }, addressKey('203.0.113.2')));
  const network = await own('first');
  t.same(await routers(), [{ projectId: 'first', gatewayNetworkId: external.id, enableSnat: true }]);
  t.same(addressesOf(await selectPortsOn(db, [network.id, external.id])), ['10.9.0.17', '203.0.113.2'], 'one leg is the gateway, the other has an address outside');
  t.equal((await own('first')).id, network.id);
  warned.length = 0;
  const second = await own('second');
  const wide = planSubnet({ cidr: '203.0.113.128/25', ip_version: 4 });
  await inTransaction(db, (trx) => insertSubnet(trx, { ...newStandard(realAmbient, 'p', {}), networkId: external.id, ...wide }, addressKey('203.0.113.130')));
  await db('network_quotas').insert({ project_id: 'third', limits: JSON.stringify({ router: 0 }) });
  const third = await own('third');
  t.match(warned, [{ networkId: second.id, reason: new RegExp(`No more IP addresses available on network ${external.id}`) }, { networkId: third.id, reason: /may have 0 routers/ }]);
  t.equal((await routers()).length, 1, 'networks are made without a way out');
  t.same(await selectPortsOn(db, [second.id, third.id]), []);
  await own('fourth');
  t.equal((await routers()).length, 2);
});
