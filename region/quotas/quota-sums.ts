import { Fault } from '../../openapi/serve/fault.ts';
import type { Amounts, ProjectQuota } from './quota-store.ts';

/** What `count` servers of one size take. */
export const amountsOf = (count: number, size: { vcpus: number; memoryMib: number }): Amounts => ({
  instances: count,
  cores: count * size.vcpus,
  memoryMib: count * size.memoryMib,
});

/** How many servers of one size still fit, at most `wanted`. */
export function countThatFits(quota: ProjectQuota, wanted: number, size: { vcpus: number; memoryMib: number }): number {
  const one = amountsOf(1, size);
  const rooms = resources.map((resource) => {
    const limit = quota.limits[resource];
    return limit < 0 || one[resource] === 0 ? wanted : Math.floor((limit - quota.used[resource]) / one[resource]);
  });
  return Math.max(0, Math.min(wanted, ...rooms));
}

/** The refusal in Nova's words, with every resource that is short. */
export function quotaFault(quota: ProjectQuota, asked: Amounts): Fault {
  const short = resources.filter((resource) => quota.limits[resource] >= 0 && quota.used[resource] + asked[resource] > quota.limits[resource]);
  const list = (values: Amounts): string => short.map((resource) => values[resource]).join(', ');
  return new Fault(
    'quota-exceeded',
    `Quota exceeded for ${short.map((resource) => wireNames[resource]).join(', ')}: Requested ${list(asked)}, but already used ` +
      `${short.map((resource) => `${quota.used[resource]} of ${quota.limits[resource]}`).join(', ')} ${short.map((resource) => wireNames[resource]).join(', ')}`,
    { details: { exceeded: short.map((resource) => ({ resource: wireNames[resource], requested: asked[resource], used: quota.used[resource], limit: quota.limits[resource] })) } },
  );
}

const resources = ['instances', 'cores', 'memoryMib'] as const;

const wireNames = { instances: 'instances', cores: 'cores', memoryMib: 'ram' } as const;
