/**
 * The first start: a domain, three projects, six roles and four users, with passwords that nobody chose.
 *
 * The secrets file is written first and the database second, from the file. So a crash in between loses nothing (the
 * next start takes the passwords from the file), and of two processes on one machine both use the file of whichever was
 * first. In the database the insertion of the default domain decides: who inserts it makes all the rest in the same
 * transaction, and everybody else waits for that commit and does nothing.
 */
import { randomBytes } from 'node:crypto';
import { inTransaction } from '../../openapi/serve/db.ts';
import type { Db, Trx } from '../../openapi/serve/db.ts';
import type { Logger } from '../../openapi/serve/log.ts';
import { addGrant, inProject, systemScope } from './assignment-store.ts';
import type { Actor } from './assignment-store.ts';
import { addDomain, defaultDomainId, findDomain } from './domain-store.ts';
import { addImplication } from './implied-role-store.ts';
import { newSealingKey } from './key-seal.ts';
import type { PasswordHasher } from './password-hash.ts';
import { insertProject } from './project-store.ts';
import { insertRole } from './role-store.ts';
import { closeSecrets, createSecrets, readSecrets, replaceSecrets } from './secrets-file.ts';
import type { Login, Secrets } from './secrets-file.ts';
import { findUser, insertUser } from './user-store.ts';

export interface BootstrapOptions {
  db: Db;
  secretsFile: string;
  /** `<region>/identity/v3`, for the secrets file. */
  authUrl: string;
  regionName: string;
  hasher: PasswordHasher;
  log: Logger;
  now: () => number;
  newId: () => string;
}

/** Brings database and secrets file to where a region can work, and answers the file's content. */
export async function bootstrap(options: BootstrapOptions): Promise<Secrets> {
  const { db, secretsFile, log } = options;
  const isFirst = (await findDomain(db, { id: defaultDomainId })) === undefined;
  const kept = await readSecrets(secretsFile);
  const secrets = kept ?? (await createSecrets(secretsFile, isFirst ? newSecrets(options) : emptySecrets(options)));
  if (isFirst && (await fillDatabase(options, secrets))) log.info({ secretsFile }, 'the identity database was set up; passwords are in the secrets file');
  if (await closeSecrets(secretsFile)) log.warn({ secretsFile }, 'others than its owner had access to the secrets file; that was taken away');
  await warnOfForeignFile(options, secrets);
  return refresh(options, secrets);
}

export const regionUserName = 'sampan-region';
export const serviceProjectName = 'service';
export const defaultDomainName = 'Default';

/** The users that the bootstrap makes, and where each stands in the secrets file. */
export const bootstrapUsers: readonly BootstrapUser[] = [
  { name: 'admin', project: 'admin', roles: ['admin'], isSystem: true, place: 'admin' },
  { name: 'demo', project: 'demo', roles: ['member'], isSystem: false, place: 'demo' },
  { name: regionUserName, project: serviceProjectName, roles: ['service'], isSystem: false, place: 'services' },
  { name: 'sampan-image', project: serviceProjectName, roles: ['service'], isSystem: false, place: 'services' },
];

export interface BootstrapUser {
  name: string;
  project: string;
  roles: readonly string[];
  /** Has its roles in the whole system as well. */
  isSystem: boolean;
  place: 'admin' | 'demo' | 'services';
}

export const newPassword = (): string => randomBytes(24).toString('base64url');

/** The secrets with this user's login replaced. */
export function withLogin(secrets: Secrets, user: BootstrapUser, password: string): Secrets {
  const login: Login = { user: user.name, password, project: user.project, domain: defaultDomainName };
  return user.place === 'services' ? { ...secrets, services: { ...secrets.services, [user.name]: login } } : { ...secrets, [user.place]: login };
}

export const loginOf = (secrets: Secrets, user: BootstrapUser): Login | undefined =>
  user.place === 'services' ? secrets.services[user.name] : secrets[user.place];

const projects: readonly { name: string; description: string; options: Record<string, unknown> }[] = [
  { name: 'admin', description: 'Administration of the region.', options: {} },
  { name: 'demo', description: 'A project to try things in.', options: {} },
  { name: serviceProjectName, description: 'Users of the services and hosts.', options: { immutable: true } },
];

const roles: readonly { name: string; description: string }[] = [
  { name: 'admin', description: 'May do everything.' },
  { name: 'manager', description: 'Manages a project.' },
  { name: 'member', description: 'Uses a project: makes and changes things.' },
  { name: 'reader', description: 'Looks at a project.' },
  { name: 'service', description: 'A service of the region.' },
  { name: 'host', description: 'A host server.' },
];

/** Each brings the next one along; from here on this is data (implied-role-store.ts). */
const impliedRoles = [['admin', 'manager'], ['manager', 'member'], ['member', 'reader']] as const;

const emptySecrets = ({ authUrl, regionName }: BootstrapOptions): Secrets => ({
  auth_url: authUrl,
  region: regionName,
  services: {},
  key_encryption_key: newSealingKey().toString('base64'),
});

const newSecrets = (options: BootstrapOptions): Secrets =>
  bootstrapUsers.reduce((secrets, user) => withLogin(secrets, user, newPassword()), emptySecrets(options));

/** False when another process had filled it. */
async function fillDatabase({ db, hasher, now, newId }: BootstrapOptions, secrets: Secrets): Promise<boolean> {
  const createdAt = new Date(now()).toISOString();
  // Hashing takes time that no transaction should be open for.
  const hashes = new Map<string, string | null>();
  for (const user of bootstrapUsers) {
    const login = loginOf(secrets, user);
    hashes.set(user.name, login ? await hasher.hash(login.password) : null);
  }
  return inTransaction(db, async (trx) => {
    const domain = { id: defaultDomainId, name: defaultDomainName, description: 'The default domain', enabled: true, tags: [], options: {} };
    if (!(await addDomain(trx, domain, createdAt))) return false;
    const projectIds = new Map<string, string>();
    for (const project of projects) {
      const id = newId();
      await insertProject(trx, { id, domainId: defaultDomainId, parentId: null, enabled: true, tags: [], ...project }, createdAt);
      projectIds.set(project.name, id);
    }
    const roleIds = new Map<string, string>();
    for (const role of roles) {
      const id = newId();
      await insertRole(trx, { id, domainId: null, ...role, options: { immutable: true } }, createdAt);
      roleIds.set(role.name, id);
    }
    for (const [prior, implied] of impliedRoles) {
      await addImplication(trx, { priorRoleId: get(roleIds, prior), impliedRoleId: get(roleIds, implied) });
    }
    for (const user of bootstrapUsers) {
      await addUser(trx, user, { id: newId(), hash: hashes.get(user.name) ?? null, projectId: get(projectIds, user.project), roleIds, createdAt });
    }
    return true;
  });
}

interface NewUser {
  id: string;
  hash: string | null;
  projectId: string;
  roleIds: ReadonlyMap<string, string>;
  createdAt: string;
}

async function addUser(trx: Trx, user: BootstrapUser, { id, hash, projectId, roleIds, createdAt }: NewUser): Promise<void> {
  const row = { id, domainId: defaultDomainId, name: user.name, passwordHash: hash, email: null, description: null };
  await insertUser(trx, { ...row, defaultProjectId: projectId, enabled: true, options: {} }, createdAt);
  const actor: Actor = { kind: 'user', id };
  for (const role of user.roles) {
    await addGrant(trx, { actor, scope: inProject(projectId), roleId: get(roleIds, role) });
    if (user.isSystem) await addGrant(trx, { actor, scope: systemScope, roleId: get(roleIds, role) });
  }
}

function get(ids: ReadonlyMap<string, string>, name: string): string {
  const id = ids.get(name);
  if (id === undefined) throw new TypeError(`the bootstrap names ${name} and does not make it`);
  return id;
}

/**
 * The file may have been lost (then a new one without passwords is there) or come from another installation. The region
 * works with it, so this is not an error; it is said at every start until it is put right.
 */
async function warnOfForeignFile({ db, secretsFile, hasher, log }: BootstrapOptions, secrets: Secrets): Promise<void> {
  const user = await findUser(db, { name: regionUserName, domainId: defaultDomainId });
  const password = secrets.services[regionUserName]?.password;
  if (user && password !== undefined && (await hasher.verify(password, user.passwordHash))) return;
  log.warn({ secretsFile }, foreignFileMessage);
}

const foreignFileMessage =
  'the secrets file does not hold the passwords of this database: it was lost, or belongs to another installation. Users keep ' +
  'their passwords and tokens stay valid. If you have the right file, put it back and start again; else resetAdminPassword gives ' +
  'new passwords to the users of the bootstrap and writes them to the file';

/** The address and the region's name may change between starts; the passwords do not. */
async function refresh({ secretsFile, authUrl, regionName }: BootstrapOptions, secrets: Secrets): Promise<Secrets> {
  if (secrets.auth_url === authUrl && secrets.region === regionName) return secrets;
  const fresh = { ...secrets, auth_url: authUrl, region: regionName };
  await replaceSecrets(secretsFile, fresh);
  return fresh;
}
