import { Fault, isFault } from '../../openapi/serve/fault.ts';
import type { AuthContext, Handlers } from '../../openapi/serve/handler.ts';
import { tokenCatalog } from './catalog.ts';
import { readCatalog } from './catalog-store.ts';
import { describeToken } from './describe-token.ts';
import { notPermitted } from './identity-faults.ts';
import type { IdentityParts } from './identity-parts.ts';
import { issueToken } from './issue-token.ts';
import { requireUnrestricted } from './application-credential-handlers.ts';
import { mayLook } from './reach.ts';
import { flag, listLinks } from './wire.ts';

type TokenHandlers = Pick<
  Handlers<'identity'>,
  'issueToken' | 'validateToken' | 'checkToken' | 'revokeToken' | 'rotateKeys' | 'listKeys' | 'listRevocations' | 'getCatalog'
>;

/** Tokens, and what those who verify them need. */
export function tokenHandlers(parts: IdentityParts): TokenHandlers {
  const { db, config, keys, revoker } = parts;
  return {
    issueToken: issueToken(parts),
    async validateToken(call) {
      const subject = await findSubject(parts, call, 'validate_token');
      await parts.facts.freshen();
      const body = await describeToken(parts, subject, call.query.nocatalog === undefined);
      return { status: 200, body, headers: { 'X-Subject-Token': subject.token, Vary: 'X-Auth-Token' } };
    },
    async checkToken(call) {
      await findSubject(parts, call, 'check_token');
      return { status: 200, headers: { Vary: 'X-Auth-Token' } };
    },
    async revokeToken(call) {
      const subject = await findSubject(parts, call, 'revoke_token');
      const [auditId, chainId = auditId] = subject.auditIds;
      if (auditId === undefined || chainId === undefined) throw new Error('a verified token has no audit id');
      const token = flag(call.query.chain) === true ? { auditChainId: chainId } : { auditId };
      await revoker.change((trx) => revoker.revokeToken(trx, token, subject.expiresAt));
      return { status: 204 };
    },
    async rotateKeys(call) {
      requireUnrestricted(call.auth, 'rotate_keys');
      await keys.rotate();
      return { status: 204 };
    },
    listKeys: () => ({ status: 200, body: keys.published() }),
    async listRevocations(call) {
      const { events, cursor } = await revoker.page(call.query.since ?? 0);
      return { status: 200, body: { events: events.map(withoutNulls), cursor } };
    },
    async getCatalog(call) {
      if (call.auth.projectId === null && call.auth.domainId === null && !call.auth.system) {
        throw notPermitted('identity:get_auth_catalog', 'An unscoped token has no catalog: ask for a token with a project.');
      }
      return { status: 200, body: { catalog: tokenCatalog(await readCatalog(db), config, call.auth), links: listLinks(call) } };
    },
  };
}

interface TokenCall {
  auth: AuthContext;
  headers: Record<string, string | string[] | undefined>;
}

/** The token in X-Subject-Token. Everybody may ask about their own tokens, and administrators and services about all. */
async function findSubject({ verifier }: IdentityParts, call: TokenCall, rule: string): Promise<AuthContext> {
  const token = call.headers['x-subject-token'];
  if (typeof token !== 'string' || token === '') {
    throw new Fault('bad-request', 'The header X-Subject-Token is missing: it names the token that you ask about.', { details: { field: 'X-Subject-Token' } });
  }
  const subject = await verifier.verify(token).catch((error: unknown) => {
    if (isFault(error) && error.code === 'unauthorized') throw new Fault('not-found', 'Could not find token: it is unknown, expired or revoked.');
    throw error;
  });
  mayLook(call.auth, rule, subject.userId === call.auth.userId);
  return subject;
}

interface Event {
  id: number;
  audit_id?: string | null;
  audit_chain_id?: string | null;
  application_credential_id?: string | null;
  user_id?: string | null;
  project_id?: string | null;
  domain_id?: string | null;
  user_domain_id?: string | null;
  issued_before: string;
  expires_at: string;
}

const withoutNulls = ({ id, audit_id, audit_chain_id, application_credential_id, user_id, project_id, domain_id, user_domain_id, issued_before, expires_at }: Event): WireEvent => ({
  id,
  ...(audit_id && { audit_id }),
  ...(audit_chain_id && { audit_chain_id }),
  ...(application_credential_id && { application_credential_id }),
  ...(user_id && { user_id }),
  ...(project_id && { project_id }),
  ...(domain_id && { domain_id }),
  ...(user_domain_id && { user_domain_id }),
  issued_before,
  expires_at,
});

type WireEvent = { id: number; audit_id?: string; audit_chain_id?: string; application_credential_id?: string; user_id?: string; project_id?: string; domain_id?: string; user_domain_id?: string; issued_before: string; expires_at: string };
