import type { Trx } from '../../openapi/serve/db.ts';
import type { AuthContext } from '../../openapi/serve/handler.ts';
import type { Ambient } from '../ambient.ts';
import { insertAddresses } from './address-store.ts';
import { canonical, isAddress } from './address.ts';
import { chooseAddresses } from './allocate-ports.ts';
import type { AskedIp } from './allocate-ports.ts';
import { hostNamed } from './kit/host-names-store.ts';
import { refuse } from './kit/network-faults.ts';
import { given } from './kit/standard.ts';
import { touchMaps } from './maps/touch-maps.ts';
import { selectNetwork } from './network-store.ts';
import { requireGroups } from './port-groups.ts';
import { replaceGroups, updatePort } from './port-store.ts';
import type { FixedIp, Port } from './port-store.ts';
import { requirePolicy } from './qos/qos-store.ts';
import { readPairs } from './read-pairs.ts';
import { freeAddresses } from './release-ports.ts';
import type { components } from '../../openapi/generated/network.ts';

type Asked = components['schemas']['PortUpdate'];

/** Changes a port, and answers the server whose spec that concerns: its MAC or addresses are others now. */
export async function changePort(trx: Trx, port: Port, asked: Asked, auth: AuthContext, ambient: Ambient): Promise<string | undefined> {
  const at = ambient.now().toISOString();
  const mac = asked.mac_address?.toLowerCase();
  const isMoved = mac !== undefined && mac !== port.macAddress;
  if (isMoved && port.hostId !== null) throw refuse('PortBound', `Unable to complete operation on port ${port.id}, port is already bound: its MAC can be changed while no server has it.`);
  await requirePolicy(trx, auth, asked.qos_policy_id);
  const groupIds = asked.security_groups === undefined ? undefined : await requireGroups(trx, asked.security_groups ?? [], port.projectId, auth);
  const secured = asked.port_security_enabled ?? port.portSecurity;
  if (!secured && (groupIds ?? port.groupIds).length > 0) throw refuse('PortSecurityPortHasSecurityGroup', 'Port has security group associated. Cannot disable port security or ip address until security group is removed.');
  if (!secured && (asked.allowed_address_pairs ?? port.addressPairs).length > 0) throw refuse('AddressPairAndPortSecurityRequired', 'Port Security must be enabled in order to have allowed address pairs on a port.');

  const members = [...port.groupIds, ...(groupIds ?? [])];
  await touchMaps(trx, { networkIds: [port.networkId], groupIds: members, membersOnly: true });
  const hasMoved = asked.fixed_ips !== undefined && (await moveAddresses(trx, port, asked.fixed_ips, at));
  if (groupIds) await replaceGroups(trx, port.id, groupIds);
  const hostName = asked['binding:host_id'];
  await updatePort(
    trx,
    port.id,
    given({
      name: asked.name, description: asked.description, adminStateUp: asked.admin_state_up, macAddress: mac, deviceId: asked.device_id, deviceOwner: asked.device_owner,
      portSecurity: asked.port_security_enabled, addressPairs: asked.allowed_address_pairs && readPairs(asked.allowed_address_pairs), dhcpOpts: asked.extra_dhcp_opts, dnsName: asked.dns_name,
      qosPolicyId: asked.qos_policy_id, vnicType: asked['binding:vnic_type'], profile: asked['binding:profile'] === null ? {} : asked['binding:profile'],
      hostId: hostName === undefined ? undefined : hostName === null || hostName === '' ? null : await hostNamed(trx, hostName),
    }),
    at,
  );
  return (hasMoved || isMoved) && port.deviceOwner.startsWith('compute:') ? port.deviceId : undefined;
}

/** Addresses that are asked for again stay; the others go back, and new ones are taken. True when anything changed. */
async function moveAddresses(trx: Trx, port: Port, asked: readonly AskedIp[], at: string): Promise<boolean> {
  const network = await selectNetwork(trx, port.networkId);
  if (!network) throw new TypeError(`port ${port.id} is on no network`);
  const rest = [...port.fixedIps];
  const kept: FixedIp[] = [];
  const wanted = asked.filter((wish) => {
    const index = rest.findIndex((ip) => isSame(ip, wish));
    if (index < 0) return true;
    kept.push(...rest.splice(index, 1));
    return false;
  });
  if (wanted.length === 0 && rest.length === 0) return false;
  await freeAddresses(trx, rest, at);
  const chosen = wanted.length === 0 ? [] : await chooseAddresses(trx, { network, asked: wanted, mac: port.macAddress, deviceOwner: port.deviceOwner });
  await insertAddresses(trx, port.id, chosen);
  return true;
}

function isSame(ip: FixedIp, { subnet_id: subnetId, ip_address: address }: AskedIp): boolean {
  const isSubnet = subnetId === undefined || subnetId === ip.subnetId;
  return isSubnet && (address === undefined ? subnetId !== undefined : isAddress(address) && canonical(address) === ip.ipAddress);
}
