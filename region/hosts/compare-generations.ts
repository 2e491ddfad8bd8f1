export interface Intended {
  id: string;
  generation: number;
  observedGeneration: number;
}

export interface Difference {
  /** The host lacks these servers, or holds older generations. */
  missing: string[];
  /** The host has done more than the region has heard of. */
  unreported: string[];
  /** The region knows no such servers on this host. */
  unknown: string[];
}

/** Compares what the region wants on a host with what the host says it holds and has done. */
export function compareGenerations(
  intended: readonly Intended[],
  held: Readonly<Record<string, number>>,
  observed: Readonly<Record<string, number>>,
): Difference {
  const known = new Set(intended.map(({ id }) => id));
  return {
    missing: intended.filter(({ id, generation }) => (held[id] ?? 0) < generation).map(({ id }) => id),
    unreported: intended.filter(({ id, observedGeneration }) => (observed[id] ?? 0) > observedGeneration).map(({ id }) => id),
    unknown: Object.keys(held).filter((id) => !known.has(id)),
  };
}
