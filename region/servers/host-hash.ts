import { createHash } from 'node:crypto';

/** Nova's hostId: who shares a host can be told within a project, and nothing beyond that. A list asks for few of them often. */
export function hostHash(projectId: string, hostName: string): string {
  const text = projectId + hostName;
  const before = known.get(text);
  if (before !== undefined) return before;
  if (known.size === mostKnown) known.clear();
  const hash = createHash('sha224').update(text).digest('hex');
  known.set(text, hash);
  return hash;
}

const mostKnown = 10_000;
const known = new Map<string, string>();
