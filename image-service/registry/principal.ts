import { Fault } from '../../openapi/serve/fault.ts';
import type { AuthContext } from '../../openapi/serve/handler.ts';
import { applyAccessRules } from '../../openapi/serve/access-rules.ts';
import type { RegistryAction, RegistryTokenVerifier } from '../../openapi/serve/registry-token.ts';
import { isRegistryToken, repositoryPrefix } from '../../openapi/serve/registry-token.ts';
import type { TokenVerifier } from '../../openapi/serve/token.ts';
import { viewerOf } from '../images/image-access.ts';
import type { Viewer } from '../images/image-access.ts';

/** Who asks, whichever of the two kinds of token was shown. */
export interface Principal {
  /** Empty for whoever did not log in. */
  userId: string;
  /** With whose eyes images of other projects are seen. */
  viewer: Viewer;
  /** What the token allows at most in the repository of this name. */
  grant(name: string): Grant;
  /** Projects whose repositories may be listed; `all` for operators. */
  catalog: readonly { id: string; name: string }[] | 'all';
  /** An expired token of the registry, which may still end an upload that it began. */
  expired: boolean;
  /** Whether a wider token may be asked for, which is what the registry's clients do on a 401. */
  mayAskForMore: boolean;
}

export interface Grant {
  actions: ReadonlySet<RegistryAction>;
  /** The project that the name's first part means to this caller, and in which it has a role. */
  project: { id: string } | undefined;
  /** Repositories of every project. */
  everywhere: boolean;
}

export interface Verifiers {
  tokens: TokenVerifier;
  registryTokens: RegistryTokenVerifier;
}

/** Reads `Authorization: Bearer` or `X-Auth-Token`; undefined without either. Throws `unauthorized` for an unfit token. */
export async function readPrincipal(headers: Headers, request: { method: string; path: string }, verifiers: Verifiers): Promise<Principal | undefined> {
  const token = tokenOf(headers);
  if (token === undefined) return undefined;
  if (isRegistryToken(token)) return fromRegistryToken(token, verifiers.registryTokens);
  const auth = await verifiers.tokens.verify(token);
  applyAccessRules(auth, { service: 'image', ...request, prefix: '' });
  return fromIdentityToken(auth);
}

type Headers = Record<string, string | string[] | undefined>;

function tokenOf(headers: Headers): string | undefined {
  const own = headers['x-auth-token'];
  if (typeof own === 'string' && own !== '') return own;
  const { authorization } = headers;
  if (typeof authorization !== 'string') return undefined;
  const bearer = /^Bearer +([\w.~+/=-]+) *$/i.exec(authorization)?.[1];
  if (bearer === undefined) throw new Fault('unauthorized', 'The registry takes bearer tokens: ask for one where the challenge says, with your user name and password.');
  return bearer;
}

async function fromRegistryToken(token: string, verifier: RegistryTokenVerifier): Promise<Principal> {
  const { claims, expired } = await verifier.verify(token);
  return {
    userId: claims.sub,
    viewer: { projectId: claims.proj?.id ?? '', seesAll: false },
    grant(name) {
      const access = claims.access.find((one) => one.name === name);
      return { actions: new Set(access?.actions ?? []), project: access?.project, everywhere: claims.admin === true };
    },
    catalog: claims.admin === true ? 'all' : (claims.catalog ?? []),
    expired,
    mayAskForMore: true,
  };
}

/** Of the identity service: its project is the only one that it speaks for. */
export function fromIdentityToken(auth: AuthContext): Principal {
  const viewer = viewerOf(auth);
  const { projectId, projectName, projectDomainId } = auth;
  const actions = new Set<RegistryAction>();
  if (viewer.seesAll || auth.roles.includes('reader')) actions.add('pull');
  if (auth.isAdmin || auth.roles.includes('member')) actions.add('push').add('delete');
  return {
    userId: auth.userId,
    viewer,
    grant(name) {
      const [first] = name.split('/');
      const means = projectId !== null && (first === projectId || first === repositoryPrefix({ id: projectId, name: projectName ?? '', domainId: projectDomainId ?? '' }));
      return { actions, project: means ? { id: projectId } : undefined, everywhere: viewer.seesAll };
    },
    catalog: viewer.seesAll ? 'all' : projectId === null ? [] : [{ id: projectId, name: repositoryPrefix({ id: projectId, name: projectName ?? '', domainId: projectDomainId ?? '' }) }],
    expired: false,
    mayAskForMore: false,
  };
}
