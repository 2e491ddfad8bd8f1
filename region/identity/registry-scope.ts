import type { RegistryAction } from '../../openapi/serve/registry-token.ts';

/** What a registry client asks a token for (distribution, "Token Scope Documentation"): `repository:demo/app:pull,push`. */
export type AskedAccess = { kind: 'repository'; name: string; actions: RegistryAction[] } | { kind: 'catalog' };

/**
 * Reads all `scope` parameters; each may hold several scopes with spaces between them. What is not known here is left out:
 * a client may ask for more than there is, and gets a token for the rest.
 */
export function readScopes(params: readonly string[]): AskedAccess[] {
  const asked = params.flatMap((param) => param.split(' ')).flatMap(readScope);
  const merged = new Map<string, AskedAccess>();
  for (const each of asked.slice(0, maxScopes)) {
    const key = each.kind === 'catalog' ? '' : each.name;
    const before = merged.get(key);
    merged.set(key, each.kind === 'repository' && before?.kind === 'repository' ? { ...each, actions: [...new Set([...before.actions, ...each.actions])] } : each);
  }
  return [...merged.values()];
}

/** What the roles in the repository's project allow of what was asked. Whoever has none may pull what is public. */
export function grantActions(asked: readonly RegistryAction[], roles: readonly string[]): RegistryAction[] {
  const allowed: RegistryAction[] = roles.includes('member') || roles.includes('admin') ? ['pull', 'push', 'delete'] : ['pull'];
  return allowed.filter((action) => asked.includes(action));
}

/** Each costs a look at the user's roles. */
const maxScopes = 50;

function readScope(text: string): AskedAccess[] {
  if (text === 'registry:catalog:*') return [{ kind: 'catalog' }];
  // The name is what lies between the first colon and the last; "(plugin)" may stand behind the type.
  const [, name, list] = /^repository(?:\([a-z0-9]+\))?:([a-z0-9._/-]{1,200}):([a-z,*]+)$/.exec(text) ?? [];
  if (name === undefined || list === undefined) return [];
  const words = list.split(',');
  const actions = all.filter((action) => words.includes(action) || words.includes('*'));
  return [{ kind: 'repository', name, actions }];
}

const all: readonly RegistryAction[] = ['pull', 'push', 'delete'];
