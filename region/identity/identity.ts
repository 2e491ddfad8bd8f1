import type { ServerRoute } from '@hapi/hapi';
import type { Db } from '../../openapi/serve/db.ts';
import type { Handlers } from '../../openapi/serve/handler.ts';
import type { Logger } from '../../openapi/serve/log.ts';
import type { KeySource, RevocationList, TokenVerifier } from '../../openapi/serve/token.ts';
import type { PasswordHasher } from './password-hash.ts';
import type { PasswordRules } from './password-rules.ts';

export interface IdentityConfig {
  regionName: string;
  /** Where clients reach the region, without a trailing slash; a function where the port is known only after listening. */
  publicUrl: string | (() => string);
  /** Where clients reach the image service, without a trailing slash. */
  imageUrl: string;
  /** Holds the bootstrap passwords and the key that seals signing keys; 0600. */
  secretsFile: string;
  tokenTtlS: number;
  /** A signing key that has been in use for longer is retired by itself. */
  keyMaxAgeS?: number;
  /** Failed logins in `windowS` seconds before more are refused; 0 is any number. */
  loginLimits?: { perUser: number; perAddress: number; windowS: number };
  /** What differs from Keystone's good defaults (password-rules.ts). */
  passwordRules?: Partial<PasswordRules>;
}

export interface IdentityOptions {
  db: Db;
  config: IdentityConfig;
  log: Logger;
  /** Tests take a cheaper one than the default. */
  hasher?: PasswordHasher;
  /** Milliseconds since 1970. */
  now?: () => number;
  /** 32 hexadecimal digits. */
  newId?: () => string;
}

export interface HostCredential {
  userId: string;
  password: string;
  projectId: string;
}

/** The identity service as the rest of the region sees it. */
export interface Identity {
  handlers: Handlers<'identity'>;
  /** Beside the contract: where registry clients get their tokens. */
  plainRoutes: ServerRoute[];
  /** Public keys by key id, read from the region's own database. */
  keys: KeySource;
  /** Own changes count at once, those of other region processes within half a second. */
  revocations: RevocationList;
  /** Made of the two above; the region's server uses this one, so that verdicts are kept once. */
  verifier: TokenVerifier;
  /** A token of the region itself (role service on project service), kept until most of its life is over. */
  serviceToken(audience?: string): Promise<string>;
  /**
   * A user with the role host for one host. A host that joins again keeps its user and gets a new password; what the
   * old one had got is revoked. Must not be called inside a transaction: it hashes, and opens its own.
   */
  createHostCredential(hostName: string): Promise<HostCredential>;
  /** Deletes a host's user and revokes its tokens; deleting it twice is no error. */
  deleteHostCredential(userId: string): Promise<void>;
  /** Retires the signing key in use for the one published as the next; tokens in use stay valid. */
  rotateKeys(): Promise<void>;
  /** New random passwords for admin and for every bootstrap user whose password the secrets file has lost; written to that file. */
  resetAdminPassword(): Promise<void>;
  /** Bootstraps an empty database, loads the keys and begins to follow revocations. */
  start(): Promise<void>;
  stop(): Promise<void>;
}
