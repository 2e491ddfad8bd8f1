import type { Db } from '../../openapi/serve/db.ts';
import type { Logger } from '../../openapi/serve/log.ts';
import type { OwnTokenVerifier } from '../../openapi/serve/token.ts';
import type { Facts } from './facts.ts';
import type { IdentityConfig } from './identity.ts';
import type { KeySeal } from './key-seal.ts';
import type { LoginAttempts } from './login-attempts.ts';
import type { PasswordHasher } from './password-hash.ts';
import type { PasswordRules } from './password-rules.ts';
import type { Revoker } from './revoker.ts';
import type { SigningKeys } from './signing-keys.ts';
import type { TokenSigner } from './token-signer.ts';

/** What the operations of this service are made of; compose-identity.ts makes it. */
export interface IdentityParts {
  db: Db;
  config: IdentityConfig;
  log: Logger;
  now: () => number;
  newId: () => string;
  hasher: PasswordHasher;
  attempts: LoginAttempts;
  /** Of the secrets file; known once the service has started. */
  seal: () => KeySeal;
  rules: PasswordRules;
  keys: SigningKeys;
  signer: TokenSigner;
  revoker: Revoker;
  verifier: OwnTokenVerifier;
  facts: Facts;
}
