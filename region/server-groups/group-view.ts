import type { ServerGroup } from './group-store.ts';

/** Nova's server group: `policies` and `metadata` up to 2.63, `policy` and `rules` from then on. */
export const groupView = (group: ServerGroup, members: readonly string[], since: (version: string) => boolean) => ({
  id: group.id,
  name: group.name,
  members: [...members],
  ...(since('2.64')
    ? { policy: group.policy, rules: { ...(group.maxPerHost === null ? {} : { max_server_per_host: group.maxPerHost }) } }
    : { policies: [group.policy], metadata: {} }),
  ...(since('2.13') ? { project_id: group.projectId, user_id: group.userId } : {}),
});
