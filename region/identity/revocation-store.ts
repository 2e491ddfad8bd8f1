import type { Db, DbOrTrx, Trx } from '../../openapi/serve/db.ts';
import type { RevocationEvent, RevocationPage } from '../../openapi/serve/revocations.ts';

/** Tokens issued before `issuedBefore` that fit every id given are revoked; none given fits all tokens. */
export interface NewRevocation {
  /** One token. */
  auditId?: string;
  /** All tokens of a chain. */
  auditChainId?: string;
  applicationCredentialId?: string;
  userId?: string;
  projectId?: string;
  /** Of the scope: the domain itself, or that of its project. */
  domainId?: string;
  userDomainId?: string;
  issuedBefore: string;
  expiresAt: string;
}

/**
 * Writes a revocation in the caller's transaction. The row of the cursor stays locked until its commit, so ids become
 * visible in ascending order; keep what follows in that transaction short.
 */
export async function addRevocation(trx: Trx, revocation: NewRevocation): Promise<void> {
  const [cursor] = await trx('revocation_cursor').where({ one: 1 }).increment('value', 1).returning<{ value: number }[]>('value');
  if (!cursor) throw new Error('the table revocation_cursor has lost its row');
  await trx('revocations').insert({
    id: cursor.value,
    audit_id: revocation.auditId ?? null,
    audit_chain_id: revocation.auditChainId ?? null,
    application_credential_id: revocation.applicationCredentialId ?? null,
    user_id: revocation.userId ?? null,
    project_id: revocation.projectId ?? null,
    domain_id: revocation.domainId ?? null,
    user_domain_id: revocation.userDomainId ?? null,
    issued_before: revocation.issuedBefore,
    expires_at: revocation.expiresAt,
  });
}

/**
 * What came after the cursor, oldest first, without what can no longer matter. A cursor from the future belongs to
 * another database (one that was set up anew), and begins again.
 */
export async function listRevocations(db: DbOrTrx, since: number, nowIso: string): Promise<RevocationPage> {
  // The cursor is read first: an event written between the two reads is in the answer and in the cursor.
  const value = await readRevocationCursor(db);
  const rows: RevocationRow[] = await db('revocations')
    .where('id', '>', since > value ? 0 : since)
    .where('expires_at', '>', nowIso)
    .orderBy('id');
  return { events: rows.map(toEvent), cursor: rows.reduce((highest, event) => Math.max(highest, event.id), value) };
}

/** The id of the newest revocation; moved by each in its own transaction. */
export async function readRevocationCursor(db: DbOrTrx): Promise<number> {
  const row: { value: number } | undefined = await db('revocation_cursor').where({ one: 1 }).first('value');
  return row?.value ?? 0;
}

/** Forgets what no living token can fit. */
export async function pruneRevocations(db: Db, nowIso: string): Promise<number> {
  return db('revocations').where('expires_at', '<=', nowIso).delete();
}

interface RevocationRow {
  id: number;
  audit_id: string | null;
  audit_chain_id: string | null;
  application_credential_id: string | null;
  user_id: string | null;
  project_id: string | null;
  domain_id: string | null;
  user_domain_id: string | null;
  issued_before: string;
  expires_at: string;
}

const toEvent = (row: RevocationRow): RevocationEvent => ({
  id: row.id,
  ...(row.audit_id !== null && { audit_id: row.audit_id }),
  ...(row.audit_chain_id !== null && { audit_chain_id: row.audit_chain_id }),
  ...(row.application_credential_id !== null && { application_credential_id: row.application_credential_id }),
  ...(row.user_id !== null && { user_id: row.user_id }),
  ...(row.project_id !== null && { project_id: row.project_id }),
  ...(row.domain_id !== null && { domain_id: row.domain_id }),
  ...(row.user_domain_id !== null && { user_domain_id: row.user_domain_id }),
  issued_before: row.issued_before,
  expires_at: row.expires_at,
});
