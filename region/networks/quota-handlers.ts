import { inTransaction } from '../../openapi/serve/db.ts';
import type { Handlers } from '../../openapi/serve/handler.ts';
import { notAllowed } from './kit/network-faults.ts';
import { isTrusted } from './network-parts.ts';
import type { NetworkParts } from './network-parts.ts';
import { defaultLimits } from './quota.ts';
import { countUsed, holdLimits, quotaResources, selectOwnLimits, selectQuotas, writeLimits } from './quota-store.ts';
import type { Limits } from './quota-store.ts';
import type { AuthContext } from '../../openapi/serve/handler.ts';

type QuotaHandlers = Pick<
  Handlers<'network'>,
  'listNetworkQuotas' | 'getNetworkQuota' | 'updateNetworkQuota' | 'deleteNetworkQuota' | 'getDefaultNetworkQuota' | 'getNetworkQuotaDetails' | 'getNetworkQuotaDetailsJson'
>;

/** Source: Networking API v2.0, "Quotas". Clients name a few resources that are not served: none of them can be had. */
export function quotaHandlers({ db }: NetworkParts): QuotaHandlers {
  const limitsOf = async (projectId: string): Promise<Limits> => ({ ...defaultLimits, ...(await selectOwnLimits(db, projectId)) });
  const details: QuotaHandlers['getNetworkQuotaDetails'] = async ({ auth, path }) => {
    requireOwnProject(auth, path.project_id);
    const limits = await limitsOf(path.project_id);
    const entries: [string, { limit: number; used: number; reserved: number }][] = [];
    for (const resource of quotaResources) entries.push([resource, { limit: limits[resource], used: await countUsed(db, path.project_id, resource), reserved: 0 }]);
    for (const resource of unserved) entries.push([resource, { limit: 0, used: 0, reserved: 0 }]);
    return { status: 200, body: { quota: Object.fromEntries(entries) } };
  };
  return {
    async listNetworkQuotas() {
      const quotas = await selectQuotas(db);
      return { status: 200, body: { quotas: quotas.map(({ projectId, limits }) => ({ tenant_id: projectId, project_id: projectId, ...quotaView({ ...defaultLimits, ...limits }) })) } };
    },
    async getNetworkQuota({ auth, path }) {
      requireOwnProject(auth, path.project_id);
      return { status: 200, body: { quota: quotaView(await limitsOf(path.project_id)) } };
    },
    async updateNetworkQuota({ path, body }) {
      const asked = Object.fromEntries(quotaResources.flatMap((resource) => (body.quota[resource] === undefined ? [] : [[resource, Number(body.quota[resource])]])));
      await inTransaction(db, async (trx) => writeLimits(trx, path.project_id, { ...(await holdLimits(trx, path.project_id)), ...asked }));
      return { status: 200, body: { quota: quotaView(await limitsOf(path.project_id)) } };
    },
    async deleteNetworkQuota({ path }) {
      await inTransaction(db, (trx) => writeLimits(trx, path.project_id, {}));
      return { status: 204 };
    },
    getDefaultNetworkQuota: ({ auth, path }) => {
      requireOwnProject(auth, path.project_id);
      return { status: 200, body: { quota: quotaView(defaultLimits) } };
    },
    getNetworkQuotaDetails: details,
    getNetworkQuotaDetailsJson: details as QuotaHandlers['getNetworkQuotaDetailsJson'],
  };
}

const unserved = ['subnetpool', 'rbac_policy', 'trunk'] as const;

const quotaView = (limits: Limits): Record<string, number> => ({ ...limits, ...Object.fromEntries(unserved.map((resource) => [resource, 0])) });

function requireOwnProject(auth: AuthContext, projectId: string): void {
  if (projectId !== auth.projectId && !isTrusted(auth)) throw notAllowed('get_quota', 'quotas of other projects are for admins.');
}
