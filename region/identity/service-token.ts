import { Fault } from '../../openapi/serve/fault.ts';
import { regionUserName } from './bootstrap.ts';
import { defaultDomainId, findDomain } from './domain-store.ts';
import type { IdentityParts } from './identity-parts.ts';
import { resolveScope } from './resolve-scope.ts';
import type { SignedToken } from './token-signer.ts';
import { findUser } from './user-store.ts';

/**
 * Tokens by which the region proves itself to hosts and to the image service. It signs them for its own user, so no
 * password is involved; the user's roles and state are those of the database. One made for an audience (a host's id) is
 * of no use anywhere else, so a host that went bad cannot speak as the region to another.
 */
export function createServiceTokens({ db, now, signer, revoker }: IdentityParts): { token(audience?: string): Promise<string> } {
  const kept = new Map<string | undefined, SignedToken>();
  const making = new Map<string | undefined, Promise<SignedToken>>();

  const make = async (audience: string | undefined): Promise<SignedToken> => {
    const user = await findUser(db, { name: regionUserName, domainId: defaultDomainId });
    const domain = user && (await findDomain(db, { id: user.domainId }));
    if (!domain || !user.enabled) {
      throw new Fault('unavailable', `The region cannot prove itself to other services: its user ${regionUserName} is missing or disabled. Enable it again.`);
    }
    const { scope, roles } = await resolveScope(db, user, undefined);
    return signer.sign({
      user: { id: user.id, name: user.name, domain: { id: domain.id, name: domain.name } },
      ...{ scope, roles, methods: ['password'] },
      expiresAtS: Math.trunc(now() / 1000) + lifeS,
      ...(audience !== undefined && { audience }),
    });
  };
  const isFit = ({ claims }: SignedToken): boolean => claims.exp - now() / 1000 > lifeS - renewAfterS && !revoker.isRevoked(claims);

  return {
    async token(audience) {
      const fit = kept.get(audience);
      if (fit && isFit(fit)) return fit.token;
      const made = making.get(audience) ?? make(audience).finally(() => making.delete(audience));
      making.set(audience, made);
      const fresh = await made;
      for (const [key, old] of kept) if (!isFit(old)) kept.delete(key);
      kept.set(audience, fresh);
      return fresh.token;
    },
  };
}

/** Short, because nobody waits for it to be renewed; renewed with enough left for the longest call. */
const lifeS = 900;
const renewAfterS = 600;
