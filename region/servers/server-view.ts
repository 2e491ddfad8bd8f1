import { createHash } from 'node:crypto';
import { faultStatus } from '../../openapi/serve/fault.ts';
import type { components } from '../../openapi/generated/compute.ts';
import { flavorLinks } from '../flavors/flavor-view.ts';
import type { Attachment } from '../networks/port-store.ts';
import { statusOf } from './server-state.ts';
import type { Server } from './server-store.ts';

type NovaServer = components['schemas']['Server'];
type ReducedServer = components['schemas']['ReducedServer'];

export interface ViewContext {
  baseUrl: string;
  isAdmin: boolean;
}

/** Nova's server at 2.1, closed: keys are there or absent exactly as in Nova (openstack API reference, "Show Server Details"). */
export function serverView(server: Server, attachments: readonly Attachment[], { baseUrl, isAdmin }: ViewContext): NovaServer {
  const addresses: NovaServer['addresses'] = {};
  for (const { networkName, ipAddress, macAddress } of attachments) {
    (addresses[networkName] ??= []).push({ version: 4, addr: ipAddress, 'OS-EXT-IPS:type': 'fixed', 'OS-EXT-IPS-MAC:mac_addr': macAddress });
  }
  return {
    ...commonKeys(server, baseUrl),
    addresses,
    'OS-EXT-AZ:availability_zone': server.availabilityZone,
    config_drive: server.configDrive,
    key_name: null,
    'OS-SRV-USG:launched_at': server.launchedAt === null ? null : microseconds(server.launchedAt),
    'OS-SRV-USG:terminated_at': server.deletedAt === null ? null : microseconds(server.deletedAt),
    'OS-EXT-STS:task_state': server.taskState,
    'OS-EXT-STS:vm_state': server.vmState,
    'OS-EXT-STS:power_state': server.powerState,
    'os-extended-volumes:volumes_attached': [],
    ...(server.vmState === 'building' ? {} : { security_groups: [] }),
    ...(isAdmin
      ? {
          'OS-EXT-SRV-ATTR:host': server.hostName,
          'OS-EXT-SRV-ATTR:hypervisor_hostname': server.hostName,
          'OS-EXT-SRV-ATTR:instance_name': `instance-${server.id.slice(0, 8)}`,
        }
      : {}),
  };
}

/** What PUT answers: addresses without types and MACs, and no extended keys. */
export function reducedServerView(server: Server, attachments: readonly Attachment[], baseUrl: string): ReducedServer {
  const addresses: ReducedServer['addresses'] = {};
  for (const { networkName, ipAddress } of attachments) (addresses[networkName] ??= []).push({ version: 4, addr: ipAddress });
  return { ...commonKeys(server, baseUrl), addresses };
}

export const serverLinks = (id: string, baseUrl: string) => [
  { rel: 'self', href: `${baseUrl}/v2.1/servers/${id}` },
  { rel: 'bookmark', href: `${baseUrl}/servers/${id}` },
];

/** Nova's long times have microseconds and no zone. */
export const microseconds = (iso: string): string => `${iso.slice(0, 23)}000`;

function commonKeys(server: Server, baseUrl: string): Omit<ReducedServer, 'addresses'> {
  const status = statusOf(server.vmState, server.taskState);
  return {
    id: server.id,
    name: server.name,
    status,
    tenant_id: server.projectId,
    user_id: server.userId,
    metadata: server.metadata,
    hostId: createHash('sha224').update(server.projectId + server.hostName).digest('hex'),
    image: { id: server.imageId, links: [{ rel: 'bookmark', href: `${baseUrl}/images/${server.imageId}` }] },
    flavor: { id: server.flavorId, links: flavorLinks(server.flavorId, baseUrl).slice(1) },
    created: seconds(server.createdAt),
    updated: seconds(server.updatedAt),
    accessIPv4: server.accessIpv4,
    accessIPv6: server.accessIpv6,
    links: serverLinks(server.id, baseUrl),
    'OS-DCF:diskConfig': server.diskConfig,
    ...(withProgress.has(status) ? { progress: server.progress ?? 0 } : {}),
    ...(status === 'ERROR' && server.fault
      ? { fault: { code: faultStatus[server.fault.code], created: seconds(server.fault.at ?? server.updatedAt), message: server.fault.message } }
      : {}),
  };
}

const withProgress = new Set(['ACTIVE', 'BUILD']);

const seconds = (iso: string): string => `${iso.slice(0, 19)}Z`;
