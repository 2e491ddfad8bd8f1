import type { DbOrTrx, Trx } from '../../openapi/serve/db.ts';
import type { Ambient } from '../ambient.ts';
import { insertDefaultGroup, insertRules, selectDefaultGroup } from './group-store.ts';
import type { SecurityGroup, SecurityGroupRule } from './group-store.ts';
import { newStandard } from './kit/standard.ts';

/**
 * A project's default group, made now if it has none: everything may leave, and what comes in must come from the group
 * itself (Networking API v2.0, "Security groups").
 */
export async function defaultGroup(trx: Trx, projectId: string, ambient: Ambient): Promise<SecurityGroup> {
  const existing = await selectDefaultGroup(trx, projectId);
  if (existing) return existing;
  const group: SecurityGroup = { ...newStandard(ambient, projectId, { name: 'default', description: 'Default security group' }), stateful: true, isDefault: true };
  if (await insertDefaultGroup(trx, group)) {
    await insertRules(trx, [...egressRules(group, ambient), ...bothFamilies.map((ethertype) => rule(group, { direction: 'ingress', ethertype, remoteGroupId: group.id }, ambient))]);
    return group;
  }
  const madeMeanwhile = await selectDefaultGroup(trx, projectId);
  if (!madeMeanwhile) throw new TypeError(`project ${projectId} has a default group that cannot be read`);
  return madeMeanwhile;
}

/** What every new group begins with: everything may leave. */
export const egressRules = (group: SecurityGroup, ambient: Ambient): SecurityGroupRule[] => bothFamilies.map((ethertype) => rule(group, { direction: 'egress', ethertype }, ambient));

/** For readers: made in a transaction of its own where it is missing. */
export async function hasDefaultGroup(db: DbOrTrx, projectId: string): Promise<boolean> {
  return (await selectDefaultGroup(db, projectId)) !== undefined;
}

const bothFamilies = ['IPv4', 'IPv6'] as const;

const rule = (group: SecurityGroup, words: Pick<SecurityGroupRule, 'direction' | 'ethertype'> & { remoteGroupId?: string }, ambient: Ambient): SecurityGroupRule => ({
  ...newStandard(ambient, group.projectId, {}),
  groupId: group.id,
  protocol: null,
  portRangeMin: null,
  portRangeMax: null,
  remoteIpPrefix: null,
  remoteGroupId: null,
  ...words,
});
