/** A role brings the next one along; tokens carry all of them, so no check anywhere has to know this chain. */
const implies: Readonly<Record<string, string>> = { admin: 'manager', manager: 'member', member: 'reader' };

/** The given role names and what they imply, each once, in alphabetical order. */
export function withImplied(names: readonly string[]): string[] {
  const all = new Set<string>();
  for (const name of names) {
    for (let role: string | undefined = name; role !== undefined; role = implies[role]) all.add(role);
  }
  return [...all].sort();
}
