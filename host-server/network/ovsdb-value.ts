/** How OVSDB writes sets, maps and references in JSON (RFC 7047 section 5.1). */

export type OvsdbRow = Record<string, unknown>;
export type OvsdbCondition = readonly [column: string, operator: string, value: unknown];

export const uuidRef = (uuid: string): [string, string] => ['uuid', uuid];

export const namedUuid = (name: string): [string, string] => ['named-uuid', name];

export const setOf = (values: readonly unknown[]): [string, unknown[]] => ['set', [...values]];

export const mapOf = (entries: Readonly<Record<string, string>>): [string, [string, string][]] => [
  'map',
  Object.entries(entries),
];

/** A set's members; a set of one is written as the bare atom, an empty optional as `["set", []]`. */
export function setMembers(value: unknown): unknown[] {
  if (Array.isArray(value) && value[0] === 'set' && Array.isArray(value[1])) return value[1];
  return value === undefined ? [] : [value];
}

/** A map of strings as an object; entries of other kinds are left out. */
export function mapEntries(value: unknown): Record<string, string> {
  if (!Array.isArray(value) || value[0] !== 'map' || !Array.isArray(value[1])) return {};
  const entries: Record<string, string> = {};
  for (const pair of value[1] as unknown[]) {
    if (!Array.isArray(pair)) continue;
    const [key, text] = pair as unknown[];
    if (typeof key === 'string' && typeof text === 'string') entries[key] = text;
  }
  return entries;
}

/** The uuid of a reference `["uuid", "..."]`. */
export function uuidOf(value: unknown): string | undefined {
  return Array.isArray(value) && value[0] === 'uuid' && typeof value[1] === 'string' ? value[1] : undefined;
}

/** A string column, or the first string of an optional one. */
export function textOf(value: unknown): string | undefined {
  const first = setMembers(value)[0];
  return typeof first === 'string' ? first : undefined;
}

/** An integer column, or the first integer of an optional one. */
export function numberOf(value: unknown): number | undefined {
  const first = setMembers(value)[0];
  return typeof first === 'number' ? first : undefined;
}
