import type { Db } from '../../openapi/serve/db.ts';
import { forbidden } from '../../openapi/serve/fault.ts';
import type { HandlerOf } from '../../openapi/serve/handler.ts';
import { selectQuota } from './quota-store.ts';
import type { Amounts } from './quota-store.ts';

/** Nova's absolute limits at 2.1; keys of what Sampan does not count are 0 or unlimited, because clients expect them. */
export function getLimits({ db, quotaDefaults }: { db: Db; quotaDefaults: Amounts }): HandlerOf<'compute', 'getLimits'> {
  return async ({ auth, query }) => {
    const projectId = query.tenant_id ?? auth.projectId ?? '';
    if (projectId !== auth.projectId && !auth.isAdmin) throw forbidden('Limits of other projects are for admins: leave out tenant_id.');
    const { limits, used } = await selectQuota(db, projectId, quotaDefaults);
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
            maxServerMeta: 128,
            maxImageMeta: 128,
            maxPersonality: 0,
            maxPersonalitySize: 0,
            maxTotalKeypairs: 0,
            maxServerGroups: 0,
            maxServerGroupMembers: 0,
            totalServerGroupsUsed: 0,
            maxSecurityGroups: -1,
            maxSecurityGroupRules: -1,
            totalSecurityGroupsUsed: 0,
            maxTotalFloatingIps: -1,
            totalFloatingIpsUsed: 0,
          },
        },
      },
    };
  };
}
