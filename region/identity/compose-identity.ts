import { randomUUID } from 'node:crypto';
import { unavailable } from '../../openapi/serve/fault.ts';
import type { Handlers } from '../../openapi/serve/handler.ts';
import { createTokenVerifier } from '../../openapi/serve/token.ts';
import { assignmentHandlers } from './assignment-handlers.ts';
import { authScopeHandlers } from './auth-scope-handlers.ts';
import { applicationCredentialHandlers } from './application-credential-handlers.ts';
import { bootstrap } from './bootstrap.ts';
import { catalogHandlers } from './catalog-handlers.ts';
import { credentialHandlers } from './credential-handlers.ts';
import { domainHandlers } from './domain-handlers.ts';
import { createFacts } from './facts.ts';
import { forgettingFacts } from './forget-facts.ts';
import { grantHandlers } from './grant-handlers.ts';
import { groupHandlers } from './group-handlers.ts';
import { createHostCredential, deleteHostCredential } from './host-credential.ts';
import type { Identity, IdentityOptions } from './identity.ts';
import type { IdentityParts } from './identity-parts.ts';
import { impliedRoleHandlers } from './implied-role-handlers.ts';
import { createKeySeal } from './key-seal.ts';
import type { KeySeal } from './key-seal.ts';
import { limitHandlers } from './limit-handlers.ts';
import { createLoginAttempts } from './login-attempts.ts';
import { createPasswordHasher } from './password-hash.ts';
import { policyHandlers } from './policy-handlers.ts';
import { defaultPasswordRules } from './password-rules.ts';
import { projectHandlers } from './project-handlers.ts';
import { projectTagHandlers } from './project-tag-handlers.ts';
import { registryTokenRoute } from './registry-token.ts';
import { resetAdminPassword } from './reset-passwords.ts';
import { createRevoker } from './revoker.ts';
import { roleHandlers } from './role-handlers.ts';
import { seedCatalog } from './seed-catalog.ts';
import { createServiceTokens } from './service-token.ts';
import { createSigningKeys } from './signing-keys.ts';
import { tokenHandlers } from './token-handlers.ts';
import { createTokenSigner } from './token-signer.ts';
import { userHandlers } from './user-handlers.ts';
import { versionHandlers } from './version-handlers.ts';

/** Puts the identity service together; nothing runs before `start`, which the database's migrations must precede. */
export function composeIdentity(options: IdentityOptions): Identity {
  let seal: KeySeal | undefined;
  const parts = makeParts(options, () => {
    if (!seal) throw unavailable('Nothing can be sealed or opened yet: the secrets file is not read. Try again in a second.');
    return seal;
  });
  const { db, config, log, now, newId, hasher, keys, revoker, verifier } = parts;
  const serviceTokens = createServiceTokens(parts);
  const handlers = forgettingFacts(makeHandlers(parts), parts.facts);
  return {
    handlers,
    plainRoutes: [registryTokenRoute(parts, handlers)],
    keys,
    revocations: revoker,
    verifier,
    serviceToken: (audience) => serviceTokens.token(audience),
    createHostCredential: (hostName) => createHostCredential(parts, hostName),
    deleteHostCredential: (userId) => deleteHostCredential(parts, userId),
    rotateKeys: () => keys.rotate(),
    resetAdminPassword: () => resetAdminPassword(parts),
    async start() {
      const publicUrl = typeof config.publicUrl === 'string' ? config.publicUrl : config.publicUrl();
      const { secretsFile, regionName } = config;
      const secrets = await bootstrap({ db, secretsFile, regionName, authUrl: `${publicUrl}/identity/v3`, hasher, log, now, newId });
      await seedCatalog(db, regionName);
      seal = createKeySeal(Buffer.from(secrets.key_encryption_key, 'base64'));
      await keys.load(seal);
      await revoker.refresh();
      keys.start();
      revoker.start();
    },
    async stop() {
      keys.stop();
      revoker.stop();
    },
  };
}

/** A revocation, and a retired key, outlive every token; so does a life that was configured longer before. */
const longestTokenLifeS = 24 * 3600;

function makeParts(options: IdentityOptions, seal: () => KeySeal): IdentityParts {
  const { db, config, log, now = Date.now, newId = () => randomUUID().replaceAll('-', '') } = options;
  const lifeS = Math.max(longestTokenLifeS, config.tokenTtlS);
  const keys = createSigningKeys({
    db,
    longestTokenLifeS: lifeS,
    ...(config.keyMaxAgeS !== undefined && { maxAgeS: config.keyMaxAgeS }),
    onRotated: () => log.info('the signing keys were rotated'),
    onReloadError: (error) => log.warn({ error }, 'the signing keys cannot be read; the last ones stay in use'),
    now,
  });
  const revoker = createRevoker({ db, longestTokenLifeS: lifeS, log, now });
  const signer = createTokenSigner({ keys, issueFloorMs: () => revoker.issueFloorMs(), now });
  const verifier = createTokenVerifier({ keys, revocations: revoker, now });
  const hasher = options.hasher ?? createPasswordHasher();
  const rules = { ...defaultPasswordRules, ...config.passwordRules };
  const attempts = createLoginAttempts({ ...defaultLoginLimits, ...config.loginLimits, now });
  const facts = createFacts({ db });
  return { db, config, log, now, newId, hasher, rules, attempts, seal, keys, signer, revoker, verifier, facts };
}

/** A person mistypes a few times; a program that is wrong is so each time. */
const defaultLoginLimits = { perUser: 10, perAddress: 50, windowS: 60 };

function makeHandlers(parts: IdentityParts): Handlers<'identity'> {
  return {
    ...versionHandlers(),
    ...tokenHandlers(parts),
    ...authScopeHandlers(parts),
    ...domainHandlers(parts),
    ...projectHandlers(parts),
    ...projectTagHandlers(parts),
    ...userHandlers(parts),
    ...groupHandlers(parts),
    ...roleHandlers(parts),
    ...impliedRoleHandlers(parts),
    ...grantHandlers(parts),
    ...assignmentHandlers(parts),
    ...catalogHandlers(parts),
    ...applicationCredentialHandlers(parts),
    ...credentialHandlers(parts),
    ...limitHandlers(parts),
    ...policyHandlers(parts),
  };
}
