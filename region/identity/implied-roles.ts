import type { Implication } from './implied-role-store.ts';

/**
 * The given roles and all that they bring along, directly or by others, each once. The value is the role by which it
 * came (itself for a given one). A ring of implications ends where it began.
 */
export function withImplied(roleIds: Iterable<string>, implications: readonly Implication[]): Map<string, string> {
  const all = new Map<string, string>();
  for (const id of roleIds) all.set(id, id);
  // A Map is walked in the order of insertion, including what is inserted on the way.
  for (const id of all.keys()) {
    for (const { priorRoleId, impliedRoleId } of implications) {
      if (priorRoleId === id && !all.has(impliedRoleId)) all.set(impliedRoleId, id);
    }
  }
  return all;
}
