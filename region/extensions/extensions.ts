import { Fault } from '../../openapi/serve/fault.ts';
import type { HandlerOf } from '../../openapi/serve/handler.ts';

/** What Nova called extensions has long been part of it; the list says which of them are served here. */
export const listComputeExtensions: HandlerOf<'compute', 'listComputeExtensions'> = () => ({ status: 200, body: { extensions: extensions.map(view) } });

export const getComputeExtension: HandlerOf<'compute', 'getComputeExtension'> = ({ path }) => {
  const found = extensions.find(([alias]) => alias === path.alias);
  if (!found) throw new Fault('not-found', `Extension ${path.alias} is not served: list extensions to see those that are.`);
  return { status: 200, body: { extension: view(found) } };
};

const extensions: readonly (readonly [alias: string, name: string])[] = [
  ['image-metadata', 'ImageMetadata'],
  ['images', 'Images'],
  ['os-aggregates', 'Aggregates'],
  ['os-availability-zone', 'AvailabilityZone'],
  ['os-flavor-access', 'FlavorAccess'],
  ['os-flavor-extra-specs', 'FlavorExtraSpecs'],
  ['os-flavor-manage', 'FlavorManage'],
  ['os-floating-ip-pools', 'FloatingIpPools'],
  ['os-floating-ips', 'FloatingIps'],
  ['os-hosts', 'Hosts'],
  ['os-hypervisors', 'Hypervisors'],
  ['os-instance-actions', 'InstanceActions'],
  ['os-keypairs', 'Keypairs'],
  ['os-migrations', 'Migrations'],
  ['os-networks', 'Networks'],
  ['os-quota-class-sets', 'QuotaClasses'],
  ['os-quota-sets', 'Quotas'],
  ['os-security-groups', 'SecurityGroups'],
  ['os-server-groups', 'ServerGroups'],
  ['os-services', 'Services'],
  ['os-simple-tenant-usage', 'SimpleTenantUsage'],
  ['os-tenant-networks', 'TenantNetworks'],
  ['os-used-limits', 'UsedLimits'],
];

const view = ([alias, name]: readonly [string, string]) => ({
  alias, name, description: '', links: [], namespace: 'http://docs.openstack.org/compute/ext/fake_xml', updated: '2014-12-03T00:00:00Z',
});
