import { forbidden } from '../../openapi/serve/fault.ts';
import type { HandlerOf } from '../../openapi/serve/handler.ts';
import { countServerGroups } from '../server-groups/group-store.ts';
import type { QuotaSetDeps } from './quota-sets.ts';
import { selectQuota } from './quota-store.ts';

/** Nova's absolute limits; what the network service and the image service count was taken out of them at 2.36 and 2.39. */
export function getLimits({ db, quotaDefaults, limits: others }: QuotaSetDeps): HandlerOf<'compute', 'getLimits'> {
  return async ({ auth, query, since }) => {
    const projectId = query.tenant_id ?? auth.projectId ?? '';
    if (projectId !== auth.projectId && !auth.isAdmin) throw forbidden('Limits of other projects are for admins: leave out tenant_id.');
    const { limits, used } = await selectQuota(db, projectId, quotaDefaults);
    const other = await others.all(db, projectId);
    return {
      status: 200,
      body: {
        limits: {
          rate: [],
          absolute: {
            maxTotalInstances: limits.instances,
            maxTotalCores: limits.cores,
            maxTotalRAMSize: limits.memoryMib,
            totalInstancesUsed: used.instances,
            totalCoresUsed: used.cores,
            totalRAMUsed: used.memoryMib,
            maxServerMeta: other.metadata_items,
            maxTotalKeypairs: other.key_pairs,
            maxServerGroups: other.server_groups,
            maxServerGroupMembers: other.server_group_members,
            totalServerGroupsUsed: await countServerGroups(db, projectId),
            ...(since('2.39') ? {} : { maxImageMeta: other.metadata_items }),
            ...(since('2.57') ? {} : { maxPersonality: other.injected_files, maxPersonalitySize: other.injected_file_content_bytes }),
            ...(since('2.36')
              ? {}
              : {
                  maxSecurityGroups: other.security_groups,
                  maxSecurityGroupRules: other.security_group_rules,
                  totalSecurityGroupsUsed: 0,
                  maxTotalFloatingIps: other.floating_ips,
                  totalFloatingIpsUsed: 0,
                }),
          },
        },
      },
    };
  };
}
