import type { DbOrTrx, Trx } from '../../openapi/serve/db.ts';
import { isUniqueViolation } from '../../openapi/serve/db.ts';
import { Fault } from '../../openapi/serve/fault.ts';

/** Rows of `image_members`: the projects with which a shared image is shared, and what they said to it. */
export interface Member {
  imageId: string;
  projectId: string;
  status: MemberStatus;
  createdAt: string;
  updatedAt: string;
}

export type MemberStatus = 'pending' | 'accepted' | 'rejected';

/** Fault `already-exists` for a project that is a member already. */
export async function insertMember(trx: Trx, member: Member): Promise<void> {
  await trx('image_members')
    .insert({ image_id: member.imageId, project_id: member.projectId, status: member.status, created_at: member.createdAt, updated_at: member.updatedAt })
    .catch((error: unknown) => {
      const known = new Fault('already-exists', `The image ${member.imageId} is shared with ${member.projectId} already.`);
      throw isUniqueViolation(error) ? known : error;
    });
}

/** In the order in which they were added; of one project where it is given. */
export async function listMembers(db: DbOrTrx, imageId: string, projectId?: string): Promise<Member[]> {
  const rows = (await db('image_members')
    .where({ image_id: imageId, ...(projectId === undefined ? {} : { project_id: projectId }) })
    .orderBy(['created_at', 'project_id'])) as MemberRow[];
  return rows.map(toMember);
}

/** False when the project is no member. */
export async function updateMember(trx: Trx, imageId: string, projectId: string, status: MemberStatus, now: string): Promise<boolean> {
  return (await trx('image_members').where({ image_id: imageId, project_id: projectId }).update({ status, updated_at: now })) === 1;
}

export async function deleteMember(trx: Trx, imageId: string, projectId: string): Promise<boolean> {
  return (await trx('image_members').where({ image_id: imageId, project_id: projectId }).delete()) === 1;
}

interface MemberRow {
  image_id: string;
  project_id: string;
  status: MemberStatus;
  created_at: string;
  updated_at: string;
}

const toMember = (row: MemberRow): Member => ({
  imageId: row.image_id,
  projectId: row.project_id,
  status: row.status,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});
