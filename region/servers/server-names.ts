/** An RFC 1123 label from a server's name: lower case, letters, digits and inner hyphens, at most 63. */
export function hostnameOf(name: string, serverId: string): string {
  const label = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 63)
    .replace(/^-+|-+$/g, '');
  return label === '' ? `server-${serverId.slice(0, 8)}` : label;
}

/** The names of `count` servers made by one request: numbered from 1 when there are several. */
export const numberedNames = (name: string, count: number, several: boolean): string[] =>
  several ? Array.from({ length: count }, (_, index) => `${name}-${index + 1}`) : [name];
