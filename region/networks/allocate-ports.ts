/**
 * Makes ports: a MAC, addresses, groups. The rows of the subnets that addresses are taken from are held until the
 * transaction ends, in the order of their ids, so choices do not race and requests never wait in a circle.
 */
import type { Trx } from '../../openapi/serve/db.ts';
import { badRequest } from '../../openapi/serve/fault.ts';
import type { Ambient } from '../ambient.ts';
import { holdSubnets, takeAddress, takeAnyAddress } from './address-store.ts';
import type { HeldSubnet } from './address-store.ts';
import { addressKey, canonical, contains, isAddress, slaacAddress } from './address.ts';
import { defaultGroup } from './default-group.ts';
import { pickMac } from './ipam.ts';
import { invalid, refuse } from './kit/network-faults.ts';
import { newStandard } from './kit/standard.ts';
import { touchMaps } from './maps/touch-maps.ts';
import type { Network } from './network-store.ts';
import { cidrOf, usableRange } from './pools.ts';
import { insertPort, isMacTaken, plainPort } from './port-store.ts';
import type { FixedIp, Port } from './port-store.ts';
import { selectSubnetsOf } from './subnet-store.ts';
import type { Subnet } from './subnet-store.ts';

/** An address as it is asked for: any of a subnet, a certain one, or both said. */
export interface AskedIp {
  subnet_id?: string;
  ip_address?: string;
}

export interface PortWish extends Partial<Omit<Port, 'id' | 'networkId' | 'fixedIps' | 'groupIds'>> {
  network: Network;
  projectId: string;
  /** Undefined for what Neutron gives by itself: one IPv4 address, and IPv6 where the network has it. Empty for none. */
  asked?: readonly AskedIp[] | undefined;
  /** Undefined for the project's default group. */
  groupIds?: readonly string[] | undefined;
}

export async function makePort(trx: Trx, { network, projectId, asked, groupIds, macAddress, ...rest }: PortWish, ambient: Ambient): Promise<Port> {
  const mac = macAddress?.toLowerCase() ?? (await freeMac(trx, network.id, ambient));
  if (macAddress !== undefined && (await isMacTaken(trx, network.id, mac))) {
    throw refuse('MacAddressInUse', `Unable to complete operation for network ${network.id}. The mac address ${mac} is in use: leave it out, or name another.`);
  }
  const fixedIps = await chooseAddresses(trx, { network, asked, mac, deviceOwner: rest.deviceOwner ?? '' });
  const secured = rest.portSecurity ?? network.portSecurity;
  const isOurs = (rest.deviceOwner ?? '').startsWith('network:');
  const groups = groupIds ?? (secured && !isOurs ? [(await defaultGroup(trx, projectId, ambient)).id] : []);
  if (!secured && groups.length > 0) throw refuse('PortSecurityPortHasSecurityGroup', 'Port has security group associated. Cannot disable port security or ip address until security group is removed.');
  const port: Port = {
    ...plainPort,
    ...newStandard(ambient, projectId, {}),
    ...rest,
    networkId: network.id,
    macAddress: mac,
    portSecurity: secured,
    fixedIps,
    groupIds: [...new Set(groups)],
  };
  await insertPort(trx, port);
  await touchMaps(trx, { networkIds: [network.id], groupIds: port.groupIds, membersOnly: true });
  return port;
}

export interface AddressWish {
  network: Pick<Network, 'id' | 'name'>;
  asked: readonly AskedIp[] | undefined;
  mac: string;
  deviceOwner: string;
}

/** Takes addresses; throws when there is none left, or one that was asked for cannot be had. */
export async function chooseAddresses(trx: Trx, { network, asked, mac, deviceOwner }: AddressWish): Promise<FixedIp[]> {
  const subnets = await selectSubnetsOf(trx, [network.id]);
  const wishes = asked?.map((one) => readWish(one, subnets, network)) ?? automatic(subnets);
  const ids = [...new Set(wishes.flatMap(({ candidates }) => candidates.map(({ id }) => id)))];
  const held = new Map((await holdSubnets(trx, ids)).map((one) => [one.subnet.id, one]));
  const taken: FixedIp[] = [];
  for (const { ip, candidates } of wishes) {
    const choices = candidates.flatMap(({ id }) => held.get(id) ?? []);
    taken.push(ip === undefined ? await takeOne(trx, choices, { mac, network, taken }) : await takeThis(trx, choices[0], ip, { deviceOwner, taken }));
  }
  return taken;
}

interface IpWish {
  ip?: string;
  candidates: readonly Subnet[];
}

/** One address of any IPv4 subnet, one of any IPv6 subnet that hands them out, and one of each that guests form themselves. */
function automatic(subnets: readonly Subnet[]): IpWish[] {
  const v4 = subnets.filter(({ ipVersion }) => ipVersion === 4);
  const v6 = subnets.filter((subnet) => subnet.ipVersion === 6 && !isSelfMade(subnet));
  return [v4, v6, ...subnets.filter(isSelfMade).map((one) => [one])].filter(({ length }) => length > 0).map((candidates) => ({ candidates }));
}

/** SLAAC addresses come from the MAC, and nobody has to hand them out. */
export const isSelfMade = ({ ipVersion, ipv6AddressMode }: Pick<Subnet, 'ipVersion' | 'ipv6AddressMode'>): boolean =>
  ipVersion === 6 && (ipv6AddressMode === 'slaac' || ipv6AddressMode === 'dhcpv6-stateless');

function canonicalIp(text: string): string {
  if (!isAddress(text)) throw invalid('fixed_ips', `'${text}' is not a valid IP address.`);
  return canonical(text);
}

function readWish({ subnet_id: wanted, ip_address: asked }: AskedIp, subnets: readonly Subnet[], network: Pick<Network, 'id'>): IpWish {
  const named = wanted === undefined ? subnets : subnets.filter(({ id }) => id === wanted);
  if (wanted !== undefined && named.length === 0) throw invalid('fixed_ips', `Failed to create port on network ${network.id}, because fixed_ips included invalid subnet ${wanted}.`);
  if (asked === undefined) {
    if (named.length === 0) throw badRequest(`Network ${network.id} has no subnet to take an address of.`);
    return { candidates: named };
  }
  const ip = canonicalIp(asked);
  const candidates = named.filter(({ cidr }) => contains(usableRange(cidrOf(cidr)), addressKey(ip)));
  if (candidates.length > 0) return { ip, candidates };
  throw wanted === undefined
    ? invalid('fixed_ips', `IP address ${ip} is not a valid IP for any of the subnets on the specified network.`, 'InvalidIpForNetwork')
    : invalid('fixed_ips', `IP address ${ip} is not a valid IP for the specified subnet.`, 'InvalidIpForSubnet');
}

async function takeOne(trx: Trx, choices: readonly HeldSubnet[], { mac, network, taken }: { mac: string; network: Pick<Network, 'id' | 'name'>; taken: readonly FixedIp[] }): Promise<FixedIp> {
  for (const held of choices) {
    const { subnet } = held;
    if (isSelfMade(subnet)) {
      const ipAddress = slaacAddress(cidrOf(subnet.cidr), mac);
      if (await takeAddress(trx, held, ipAddress)) return { subnetId: subnet.id, ipAddress };
      continue;
    }
    for (;;) {
      const ipAddress = await takeAnyAddress(trx, held);
      if (ipAddress === undefined) break;
      if (!taken.some((one) => one.ipAddress === ipAddress)) return { subnetId: subnet.id, ipAddress };
    }
  }
  throw refuse('IpAddressGenerationFailure', `No more IP addresses available on network ${network.id}: ${choices.map(({ subnet }) => subnet.cidr).join(', ')} has none left. Delete ports, widen a pool, or add a subnet.`, {
    network_id: network.id,
  });
}

async function takeThis(trx: Trx, held: HeldSubnet | undefined, ip: string, { deviceOwner, taken }: { deviceOwner: string; taken: readonly FixedIp[] }): Promise<FixedIp> {
  if (!held) throw new TypeError('no subnet is held');
  const { subnet } = held;
  const isFree = await takeAddress(trx, held, ip);
  if (!isFree || taken.some((one) => one.subnetId === subnet.id && one.ipAddress === ip)) {
    throw refuse('IpAddressAlreadyAllocated', `IP address ${ip} already allocated in subnet ${subnet.id}: ask for another, or for none.`, { ip_address: ip });
  }
  if (ip === subnet.gatewayIp && !deviceOwner.startsWith('network:')) {
    throw refuse('GatewayIpInUse', `IP address ${ip} is the gateway of subnet ${subnet.id}: ask for another, or give the subnet no gateway.`, { ip_address: ip });
  }
  return { subnetId: subnet.id, ipAddress: ip };
}

async function freeMac(trx: Trx, networkId: string, ambient: Ambient): Promise<string> {
  for (;;) {
    const mac = pickMac(new Set(), ambient);
    if (!(await isMacTaken(trx, networkId, mac))) return mac;
  }
}
