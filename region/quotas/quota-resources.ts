/**
 * What Nova's quotas name. Servers, cores and memory are reserved in one row a project (quota-store.ts); the others are
 * limits alone, which whoever makes such a thing looks at. What the network service counts is shown before 2.36 as
 * unlimited, because its quotas are its own.
 */
export const otherDefaults = {
  metadata_items: 128,
  key_pairs: 100,
  server_groups: 10,
  server_group_members: 10,
  injected_files: 5,
  injected_file_content_bytes: 10_240,
  injected_file_path_bytes: 255,
  fixed_ips: -1,
  floating_ips: -1,
  security_groups: -1,
  security_group_rules: -1,
} as const;

export type OtherResource = keyof typeof otherDefaults;

export const otherResources = Object.keys(otherDefaults) as OtherResource[];

/** As quotas name them on the wire, and as the row of a project does. */
export const countedResources = { instances: 'instances', cores: 'cores', ram: 'memoryMib' } as const;

/** The microversion from which on a resource is no longer shown, in quota sets and in class sets. */
const goneSince: Partial<Record<OtherResource, { sets: string; classes: string }>> = {
  fixed_ips: { sets: '2.36', classes: '2.50' },
  floating_ips: { sets: '2.36', classes: '2.50' },
  security_groups: { sets: '2.36', classes: '2.50' },
  security_group_rules: { sets: '2.36', classes: '2.50' },
  injected_files: { sets: '2.57', classes: '2.57' },
  injected_file_content_bytes: { sets: '2.57', classes: '2.57' },
  injected_file_path_bytes: { sets: '2.57', classes: '2.57' },
};

/** The resources that are there at the version that was asked for. */
export const shownResources = (since: (version: string) => boolean, kind: 'sets' | 'classes'): OtherResource[] =>
  otherResources.filter((resource) => {
    const gone = goneSince[resource]?.[kind];
    return gone === undefined || !since(gone);
  });

/** The owner under which the limits of the quota class `default` are kept; no project id has a colon. */
export const defaultClass = 'class:default';
