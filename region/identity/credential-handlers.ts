/**
 * Secrets kept for users, behind two doors: /v3/credentials shows them as type and blob, OS-EC2 shows those of the type
 * `ec2` as access key and secret. Both read and write the same sealed rows.
 */
import { createHash, randomBytes } from 'node:crypto';
import type { Operation, ReplyBodyOf } from '../../openapi/contracts.ts';
import { isUniqueViolation } from '../../openapi/serve/db.ts';
import { badRequest, Fault } from '../../openapi/serve/fault.ts';
import type { AuthContext, Handlers } from '../../openapi/serve/handler.ts';
import { requireUnrestricted } from './application-credential-handlers.ts';
import { findCredential, insertCredential, listCredentials, removeCredentials, updateCredential } from './credential-store.ts';
import type { StoredCredential } from './credential-store.ts';
import { effectiveRoles } from './effective-roles.ts';
import { couldNotFind, duplicate, notPermitted } from './identity-faults.ts';
import type { IdentityParts } from './identity-parts.ts';
import { mayLook } from './reach.ts';
import { findProject } from './project-store.ts';
import { fromBase32 } from './totp.ts';
import { findUser } from './user-store.ts';
import { listLinks } from './wire.ts';

type CredentialHandlers = Pick<
  Handlers<'identity'>,
  | 'listCredentials' | 'createCredential' | 'getCredential' | 'updateCredential' | 'deleteCredential'
  | 'listEc2Credentials' | 'createEc2Credential' | 'getEc2Credential' | 'deleteEc2Credential'
>;

type CredentialBody = ReplyBodyOf<Operation<'identity', 'getCredential'>, 200>['credential'];
type Ec2Body = ReplyBodyOf<Operation<'identity', 'getEc2Credential'>, 200>['credential'];

/** A credential with what it hides. */
type Opened = Omit<StoredCredential, 'sealedBlob' | 'sealedBy'> & { blob: string };

/**
 * One of the type `ec2` is known by the hash of its access key. Blobs are sealed by the key of the secrets file: the
 * database alone does not give them away. Source: Identity API v3, "Credentials" and "OS-EC2".
 */
export function credentialHandlers({ db, log, now, newId, seal }: IdentityParts): CredentialHandlers {
  const close = ({ blob, ...rest }: Opened): StoredCredential => ({ ...rest, sealedBlob: seal().seal(rest.id, blob), sealedBy: seal().fingerprint });
  const open = ({ sealedBlob, sealedBy, ...rest }: StoredCredential): Opened => {
    if (sealedBy !== seal().fingerprint) throw new Fault('conflict', `The credential ${rest.id} was sealed by the key of another secrets file. Put that file back, or delete the credential.`);
    return { ...rest, blob: seal().open(rest.id, sealedBlob) };
  };
  const readable = (stored: StoredCredential[]): Opened[] => {
    const known = stored.filter(({ sealedBy }) => sealedBy === seal().fingerprint);
    if (known.length < stored.length) log.warn({ count: stored.length - known.length }, 'credentials sealed by another secrets file cannot be shown');
    return known.map(open);
  };
  const store = async (credential: Opened): Promise<void> => {
    await insertCredential(db, close(credential), new Date(now()).toISOString()).catch((error: unknown) => {
      throw isUniqueViolation(error) ? duplicate('credential', credential.id) : error;
    });
  };
  const mustFind = async (id: string): Promise<Opened> => {
    const found = await findCredential(db, id);
    if (!found) throw couldNotFind('credential', id);
    return open(found);
  };
  /** Another user's is as good as none: nobody shall learn which there are. */
  const mustOwn = async (auth: AuthContext, id: string): Promise<Opened> => {
    const found = await findCredential(db, id);
    if (!found || (found.userId !== auth.userId && !auth.isAdmin)) throw couldNotFind('credential', id);
    return open(found);
  };
  const requireParties = async (userId: string, projectId: string | null): Promise<void> => {
    if (!(await findUser(db, { id: userId }))) throw couldNotFind('user', userId);
    if (projectId !== null && !(await findProject(db, { id: projectId }))) throw couldNotFind('project', projectId);
  };

  return {
    async listCredentials(call) {
      const { user_id: asked, type } = call.query;
      const userId = call.auth.isAdmin ? asked : call.auth.userId;
      const found = asked !== undefined && asked !== userId ? [] : await listCredentials(db, { userId, type });
      return { status: 200, body: { credentials: readable(found).map((one) => credentialBody(one, call.baseUrl)), links: listLinks(call) } };
    },

    async createCredential(call) {
      const wanted = call.body.credential;
      const userId = wanted.user_id ?? call.auth.userId;
      requireUnrestricted(call.auth, 'create_credential');
      if (userId !== call.auth.userId && !call.auth.isAdmin) throw notPermitted('identity:create_credential', 'It needs the role admin for what is not your own.');
      const projectId = wanted.project_id ?? null;
      if (wanted.type === 'ec2' && projectId === null) throw badRequest('A credential of the type ec2 needs a project_id.', { field: 'credential.project_id' });
      requireSecret(wanted);
      await requireParties(userId, projectId);
      const id = wanted.type === 'ec2' ? idOfAccess(accessOf(wanted.blob)) : newId();
      const credential: Opened = { id, userId, projectId, type: wanted.type, blob: wanted.blob };
      await store(credential);
      return { status: 201, body: { credential: credentialBody(credential, call.baseUrl) } };
    },

    async getCredential(call) {
      return { status: 200, body: { credential: credentialBody(await mustOwn(call.auth, call.path.id), call.baseUrl) } };
    },

    async updateCredential(call) {
      requireUnrestricted(call.auth, 'update_credential');
      const before = await mustOwn(call.auth, call.path.id);
      const { type = before.type, blob = before.blob, project_id: projectId = before.projectId, user_id: userId = before.userId } = call.body.credential;
      if (userId !== before.userId && !call.auth.isAdmin) throw notPermitted('identity:update_credential', 'It needs the role admin to give a credential to somebody else.');
      await requireParties(userId, projectId);
      if (type === 'ec2' && idOfAccess(accessOf(blob)) !== before.id) throw badRequest('The access key of a credential cannot be changed: make another one.', { field: 'credential.blob' });
      requireSecret({ type, blob });
      const after: Opened = { id: before.id, type, blob, projectId, userId };
      if (!(await updateCredential(db, close(after)))) throw couldNotFind('credential', before.id);
      return { status: 200, body: { credential: credentialBody(after, call.baseUrl) } };
    },

    async deleteCredential(call) {
      requireUnrestricted(call.auth, 'delete_credential');
      const found = await findCredential(db, call.path.id);
      if (!found || (found.userId !== call.auth.userId && !call.auth.isAdmin)) throw couldNotFind('credential', call.path.id);
      await removeCredentials(db, { id: found.id });
      return { status: 204 };
    },

    async listEc2Credentials(call) {
      mayLook(call.auth, 'ec2_list_credentials', call.auth.userId === call.path.id);
      const found = readable(await listCredentials(db, { userId: call.path.id, type: 'ec2' }));
      return { status: 200, body: { credentials: found.map((one) => ec2Body(one, call.baseUrl)), links: listLinks(call) } };
    },

    async createEc2Credential(call) {
      const { path: { id: userId }, body: { tenant_id: projectId } } = call;
      requireUnrestricted(call.auth, 'ec2_create_credential');
      if (userId !== call.auth.userId && !call.auth.isAdmin) throw notPermitted('identity:ec2_create_credential', 'It needs the role admin for what is not your own.');
      await requireParties(userId, projectId);
      if ((await effectiveRoles(db, userId, { kind: 'project', id: projectId })).length === 0) {
        throw notPermitted('identity:ec2_create_credential', `The user ${userId} has no role in the project ${projectId}.`);
      }
      const access = randomBytes(16).toString('hex');
      const blob = JSON.stringify({ access, secret: randomBytes(32).toString('hex'), trust_id: null });
      const credential: Opened = { id: idOfAccess(access), userId, projectId, type: 'ec2', blob };
      await store(credential);
      return { status: 201, body: { credential: ec2Body(credential, call.baseUrl) } };
    },

    async getEc2Credential(call) {
      const { id: userId, credential_id: access } = call.path;
      mayLook(call.auth, 'ec2_get_credential', call.auth.userId === userId);
      const found = await mustFind(idOfAccess(access));
      if (found.userId !== userId) throw couldNotFind('credential', access);
      return { status: 200, body: { credential: ec2Body(found, call.baseUrl) } };
    },

    async deleteEc2Credential(call) {
      const { id: userId, credential_id: access } = call.path;
      requireUnrestricted(call.auth, 'ec2_delete_credential');
      if (userId !== call.auth.userId && !call.auth.isAdmin) throw notPermitted('identity:ec2_delete_credential', 'It needs the role admin for what is not your own.');
      const found = await findCredential(db, idOfAccess(access));
      if (found?.userId !== userId) throw couldNotFind('credential', access);
      await removeCredentials(db, { id: found.id });
      return { status: 204 };
    },
  };
}

/** RFC 4226, section 4: 128 bits at least. */
function requireSecret({ type, blob }: { type: string; blob: string }): void {
  if (type === 'totp' && (fromBase32(blob)?.length ?? 0) < 16) {
    throw badRequest('The blob of a TOTP credential must be a secret of at least 16 bytes in base32, as authenticator apps take it.', { field: 'credential.blob' });
  }
}

const idOfAccess = (access: string): string => createHash('sha256').update(access).digest('hex');

/** The blob is a secret: what is wrong with it is said without quoting it. */
function readEc2(blob: string): { access?: unknown; secret?: unknown } {
  try {
    return Object(JSON.parse(blob)) as { access?: unknown; secret?: unknown };
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}

function accessOf(blob: string): string {
  const { access, secret } = readEc2(blob);
  if (typeof access !== 'string' || access === '' || typeof secret !== 'string') {
    throw badRequest('The blob of an EC2 credential must be JSON with "access" and "secret".', { field: 'credential.blob' });
  }
  return access;
}

const credentialBody = ({ id, type, blob, userId, projectId }: Opened, baseUrl: string): CredentialBody => ({
  ...{ id, type, blob, user_id: userId, project_id: projectId },
  links: { self: `${baseUrl}/v3/credentials/${id}` },
});

function ec2Body({ blob, userId, projectId }: Opened, baseUrl: string): Ec2Body {
  const { access, secret } = readEc2(blob) as { access: string; secret: string };
  return { user_id: userId, tenant_id: projectId ?? '', access, secret, trust_id: null, links: { self: `${baseUrl}/v3/users/${userId}/credentials/OS-EC2/${access}` } };
}
