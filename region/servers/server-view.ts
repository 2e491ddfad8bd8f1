/** Nova's server from 2.1 on, closed: keys are there or absent exactly as in Nova (Compute API reference, "Show Server Details"). */
import { isIPv6 } from 'node:net';
import { faultStatus } from '../../openapi/serve/fault.ts';
import type { components } from '../../openapi/generated/compute.ts';
import { flavorLinks } from '../flavors/flavor-view.ts';
import type { Host } from '../hosts/host-store.ts';
import { hostHash } from './host-hash.ts';
import type { ListedServer } from './server-row.ts';
import { statusOf } from './server-status.ts';
import type { ViewContext, ViewParts } from './view-parts.ts';

type NovaServer = components['schemas']['Server'];
type ReducedServer = components['schemas']['ReducedServer'];

export function serverView(server: ListedServer, parts: ViewParts, context: ViewContext): NovaServer {
  const addresses: NovaServer['addresses'] = {};
  for (const { networkName, ipAddress, macAddress, type } of parts.attachments) {
    (addresses[networkName] ??= []).push({ version: isIPv6(ipAddress) ? 6 : 4, addr: ipAddress, 'OS-EXT-IPS:type': type, 'OS-EXT-IPS-MAC:mac_addr': macAddress });
  }
  return Object.assign(commonKeys(server, parts, context), {
    addresses,
    'OS-EXT-AZ:availability_zone': server.availabilityZone,
    config_drive: server.configDrive,
    key_name: server.keyName,
    'OS-SRV-USG:launched_at': server.launchedAt === null ? null : microseconds(server.launchedAt),
    'OS-SRV-USG:terminated_at': server.deletedAt === null ? null : microseconds(server.deletedAt),
    'OS-EXT-STS:task_state': server.taskState,
    'OS-EXT-STS:vm_state': server.vmState,
    'OS-EXT-STS:power_state': server.powerState as NovaServer['OS-EXT-STS:power_state'],
    'os-extended-volumes:volumes_attached': [],
    ...(server.vmState === 'building' ? {} : { security_groups: parts.groupNames.map((name) => ({ name })) }),
    ...(context.isAdmin ? adminKeys(server, parts, context) : {}),
  });
}

/** In detail lists, which leave the groups out. */
export function listedServerView(server: ListedServer, parts: ViewParts, context: ViewContext): NovaServer {
  const view = serverView(server, parts, context);
  delete view.server_groups;
  return view;
}

/** What PUT answers below 2.75: addresses without types and MACs, and no extended keys. */
export function reducedServerView(server: ListedServer, parts: ViewParts, context: ViewContext): ReducedServer {
  const addresses: ReducedServer['addresses'] = {};
  for (const { networkName, ipAddress } of parts.attachments) (addresses[networkName] ??= []).push({ version: isIPv6(ipAddress) ? 6 : 4, addr: ipAddress });
  return Object.assign(commonKeys(server, parts, context), { addresses });
}

/** What a change answers: the whole server from 2.75 on. */
export const changedServerView = (server: ListedServer, parts: ViewParts, context: ViewContext): NovaServer | ReducedServer =>
  context.since('2.75') ? serverView(server, parts, context) : reducedServerView(server, parts, context);

export const serverLinks = (id: string, baseUrl: string) => [
  { rel: 'self', href: `${baseUrl}/v2.1/servers/${id}` },
  { rel: 'bookmark', href: `${baseUrl}/servers/${id}` },
];

/** Nova's long times have microseconds and no zone. */
export const microseconds = (iso: string): string => `${iso.slice(0, 23)}000`;

function adminKeys(server: ListedServer, { userData, host }: ViewParts, { since }: ViewContext): Partial<NovaServer> {
  return {
    'OS-EXT-SRV-ATTR:host': server.hostName,
    'OS-EXT-SRV-ATTR:hypervisor_hostname': server.hostName,
    'OS-EXT-SRV-ATTR:instance_name': `instance-${server.id.slice(0, 8)}`,
    ...(since('2.3')
      ? {
          'OS-EXT-SRV-ATTR:reservation_id': server.reservationId,
          'OS-EXT-SRV-ATTR:launch_index': server.launchIndex,
          'OS-EXT-SRV-ATTR:kernel_id': server.imageParts.kernel?.id ?? '',
          'OS-EXT-SRV-ATTR:ramdisk_id': server.imageParts.ramdisk?.id ?? '',
          'OS-EXT-SRV-ATTR:hostname': server.hostname,
          'OS-EXT-SRV-ATTR:root_device_name': '/dev/vda',
          'OS-EXT-SRV-ATTR:user_data': userData,
        }
      : {}),
    ...(since('2.16') ? { host_status: hostStatus(host) } : {}),
  };
}

function hostStatus(host: Host | undefined): NonNullable<NovaServer['host_status']> {
  if (!host) return 'UNKNOWN';
  return host.state === 'down' ? 'DOWN' : host.enabled ? 'UP' : 'MAINTENANCE';
}

function commonKeys(server: ListedServer, { tags, group }: ViewParts, { baseUrl, since }: ViewContext): Omit<ReducedServer, 'addresses'> {
  const status = statusOf(server.vmState, server.taskState);
  const view: Omit<ReducedServer, 'addresses'> = {
    id: server.id,
    name: server.name,
    status,
    tenant_id: server.projectId,
    user_id: server.userId,
    metadata: server.metadata,
    hostId: hostHash(server.projectId, server.hostName),
    image: { id: server.imageId, links: [{ rel: 'bookmark', href: `${baseUrl}/images/${server.imageId}` }] },
    flavor: flavorOf(server, baseUrl, since),
    created: seconds(server.createdAt),
    updated: seconds(server.updatedAt),
    accessIPv4: server.accessIpv4,
    accessIPv6: server.accessIpv6,
    links: serverLinks(server.id, baseUrl),
    'OS-DCF:diskConfig': server.diskConfig,
  };
  // Set one by one: an object for each that may be missing would be half the time of a long list.
  if (withProgress.has(status)) view.progress = server.progress ?? 0;
  if (status === 'ERROR' && server.fault) view.fault = { code: faultStatus[server.fault.code], created: seconds(server.fault.at ?? server.updatedAt), message: server.fault.message };
  if (since('2.9')) view.locked = server.lockedBy !== null;
  if (since('2.19')) view.description = server.description;
  if (since('2.26')) view.tags = [...tags];
  if (since('2.63')) view.trusted_image_certificates = null;
  if (since('2.71')) view.server_groups = group === undefined ? [] : [group];
  if (since('2.73')) view.locked_reason = server.lockedReason;
  return view;
}

function flavorOf(server: ListedServer, baseUrl: string, since: ViewContext['since']): ReducedServer['flavor'] {
  if (!since('2.47')) return { id: server.flavorId, links: flavorLinks(server.flavorId, baseUrl).slice(1) };
  const { flavorName, vcpus, memoryMib, diskGib, ephemeralGib, swapMib, extraSpecs } = server;
  return { original_name: flavorName, vcpus, ram: memoryMib, disk: diskGib, ephemeral: ephemeralGib, swap: swapMib, extra_specs: extraSpecs };
}

const withProgress = new Set(['ACTIVE', 'BUILD', 'REBUILD', 'RESIZE', 'VERIFY_RESIZE']);

const seconds = (iso: string): string => `${iso.slice(0, 19)}Z`;
