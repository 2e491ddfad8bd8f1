/**
 * Containers go by the ids of their servers. A set is a server of several: the one with the server's own id holds what the
 * others share, and those are named `SERVER_MEMBER`; no id of the region's has an underscore.
 */
export const memberId = (serverId: string, member: string): string => `${serverId}_${member}`;

export interface ContainerParts {
  serverId: string;
  /** Undefined for the server's own container. */
  member?: string;
}

export function partsOf(containerId: string): ContainerParts {
  const at = containerId.indexOf('_');
  return at === -1 ? { serverId: containerId } : { serverId: containerId.slice(0, at), member: containerId.slice(at + 1) };
}

/** Where a container's control group is below the driver's; that of a set holds those of its containers. */
export function groupOf(containerId: string): string {
  const { serverId, member } = partsOf(containerId);
  return member === undefined ? serverId : `${serverId}/${member}`;
}

/** Without a dot: conmon writes an exit file under the id, a dot and random letters before it renames it. */
export const serverIdPattern = /^[A-Za-z0-9][A-Za-z0-9_-]{0,127}$/;
