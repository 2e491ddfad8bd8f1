import { randomUUID } from 'node:crypto';
import type { Handlers } from '../../openapi/serve/handler.ts';
import { createTokenVerifier } from '../../openapi/serve/token.ts';
import { assignmentHandlers } from './assignment-handlers.ts';
import { bootstrap } from './bootstrap.ts';
import { catalogHandlers } from './catalog-handlers.ts';
import { createHostCredential, deleteHostCredential } from './host-credential.ts';
import type { Identity, IdentityOptions } from './identity.ts';
import type { IdentityParts } from './identity-parts.ts';
import { createKeySeal } from './key-seal.ts';
import { createPasswordHasher } from './password-hash.ts';
import { projectHandlers } from './project-handlers.ts';
import { resetAdminPassword } from './reset-passwords.ts';
import { createRevoker } from './revoker.ts';
import { roleHandlers } from './role-handlers.ts';
import { createServiceTokens } from './service-token.ts';
import { createSigningKeys } from './signing-keys.ts';
import { tokenHandlers } from './token-handlers.ts';
import { createTokenSigner } from './token-signer.ts';
import { userHandlers } from './user-handlers.ts';

/** Puts the identity service together; nothing runs before `start`, which the database's migrations must precede. */
export function composeIdentity(options: IdentityOptions): Identity {
  const parts = makeParts(options);
  const { db, config, log, now, newId, hasher, keys, revoker, verifier } = parts;
  const serviceTokens = createServiceTokens(parts);
  return {
    handlers: makeHandlers(parts),
    keys,
    revocations: revoker,
    verifier,
    serviceToken: () => serviceTokens.token(),
    createHostCredential: (hostName) => createHostCredential(parts, hostName),
    deleteHostCredential: (userId) => deleteHostCredential(parts, userId),
    rotateKeys: () => keys.rotate(),
    resetAdminPassword: () => resetAdminPassword(parts),
    async start() {
      const publicUrl = typeof config.publicUrl === 'string' ? config.publicUrl : config.publicUrl();
      const { secretsFile, regionName } = config;
      const secrets = await bootstrap({ db, secretsFile, regionName, authUrl: `${publicUrl}/identity/v3`, hasher, log, now, newId });
      await keys.load(createKeySeal(Buffer.from(secrets.key_encryption_key, 'base64')));
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

function makeParts(options: IdentityOptions): IdentityParts {
  const { db, config, log, now = Date.now, newId = () => randomUUID().replaceAll('-', '') } = options;
  const lifeS = Math.max(longestTokenLifeS, config.tokenTtlS);
  const keys = createSigningKeys({
    db,
    longestTokenLifeS: lifeS,
    onReloadError: (error) => log.warn({ error }, 'the signing keys cannot be read; the last ones stay in use'),
    now,
  });
  const revoker = createRevoker({ db, longestTokenLifeS: lifeS, log, now });
  const signer = createTokenSigner({ keys, issueFloorMs: () => revoker.issueFloorMs(), now });
  const verifier = createTokenVerifier({ keys, revocations: revoker, now });
  const hasher = options.hasher ?? createPasswordHasher();
  return { db, config, log, now, newId, hasher, keys, signer, revoker, verifier };
}

function makeHandlers(parts: IdentityParts): Handlers<'identity'> {
  return {
    ...tokenHandlers(parts),
    ...projectHandlers(parts),
    ...userHandlers(parts),
    ...roleHandlers(parts),
    ...assignmentHandlers(parts),
    ...catalogHandlers(parts),
  };
}
