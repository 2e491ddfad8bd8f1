export interface MapDifference {
  /** The host should have these, newer than what it holds. */
  lacking: string[];
  /** The host holds these though nothing of theirs is on it. */
  surplus: string[];
  /** What was noted of the host is not what it says. */
  differs: boolean;
}

/** Compares the maps that a host should hold (with their revisions) with what it says, and with what was noted of it. */
export function compareMaps(wanted: ReadonlyMap<string, number>, held: Readonly<Record<string, number>>, noted: ReadonlyMap<string, number>): MapDifference {
  const ids = Object.keys(held);
  return {
    lacking: [...wanted].filter(([id, revision]) => (held[id] ?? 0) < revision).map(([id]) => id),
    surplus: ids.filter((id) => !wanted.has(id)),
    differs: noted.size !== ids.length || ids.some((id) => noted.get(id) !== held[id]),
  };
}
