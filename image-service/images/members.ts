/**
 * Members of shared images (`/v2/images/{id}/members`).
 *
 * The owner says with whom an image is shared; the member says whether it wants it in its list. Neither can do the
 * other's part, so nobody is flooded with images, and nobody lets himself in.
 */
import { inTransaction } from '../../openapi/serve/db.ts';
import type { DbOrTrx } from '../../openapi/serve/db.ts';
import { badRequest, Fault, forbidden, notFound } from '../../openapi/serve/fault.ts';
import type { AuthContext, HandlerOf } from '../../openapi/serve/handler.ts';
import type { Operation, ReplyBody } from '../../openapi/contracts.ts';
import type { Services } from '../services.ts';
import { findVisibleImage } from './find-visible-image.ts';
import { isOwner, requireOwner, viewerOf } from './image-access.ts';
import type { Image } from './image-store.ts';
import { toSeconds } from './image-view.ts';
import { deleteMember, insertMember, listMembers, updateMember } from './member-store.ts';
import type { Member } from './member-store.ts';

/** `POST /v2/images/{id}/members`: by the owner; the member sees the image at once, and in its list once it accepts. */
export const addImageMember =
  ({ db, now }: Services): HandlerOf<'image', 'addImageMember'> =>
  async ({ path, body, auth }) => {
    const member = await inTransaction(db, async (trx) => {
      const image = await sharedImage(trx, path.id, auth);
      if (body.member === image.ownerProject) throw badRequest(`The project ${body.member} owns the image ${image.id} and needs no share in it.`, { field: 'member' });
      if ((await listMembers(trx, image.id)).length >= maxMembers) throw new Fault('too-large', `The image ${image.id} is shared with ${maxMembers} projects, the most there can be.`);
      const at = now().toISOString();
      const added: Member = { imageId: image.id, projectId: body.member, status: 'pending', createdAt: at, updatedAt: at };
      await insertMember(trx, added);
      return added;
    });
    return { status: 200, body: memberView(member) };
  };

/** `GET …/members`: the owner sees all, a member itself alone. */
export const listImageMembers =
  ({ db }: Services): HandlerOf<'image', 'listImageMembers'> =>
  async ({ path, auth }) => {
    const image = await findVisibleImage(db, path.id, viewerOf(auth));
    const members = await listMembers(db, image.id, isOwner(image, auth) ? undefined : (auth.projectId ?? ''));
    return { status: 200, body: { members: members.map(memberView), schema: '/v2/schemas/members' } };
  };

/** `GET …/members/{member}` */
export const getImageMember =
  ({ db }: Services): HandlerOf<'image', 'getImageMember'> =>
  async ({ path, auth }) => ({ status: 200, body: memberView(await findMember(db, path.id, path.member, auth)) });

/** `PUT …/members/{member}`: accepted, rejected or pending, said by the member. */
export const updateImageMember =
  ({ db, now }: Services): HandlerOf<'image', 'updateImageMember'> =>
  async ({ path, body, auth }) => {
    const member = await inTransaction(db, async (trx) => {
      const found = await findMember(trx, path.id, path.member, auth);
      if (!auth.isAdmin && auth.projectId !== found.projectId) throw forbidden(`Only the project ${found.projectId} can accept or reject its share in the image ${found.imageId}.`);
      await updateMember(trx, found.imageId, found.projectId, body.status, now().toISOString());
      return findMember(trx, path.id, path.member, auth);
    });
    return { status: 200, body: memberView(member) };
  };

/** `DELETE …/members/{member}`: by the owner. */
export const removeImageMember =
  ({ db }: Services): HandlerOf<'image', 'removeImageMember'> =>
  async ({ path, auth }) => {
    await inTransaction(db, async (trx) => {
      const image = await sharedImage(trx, path.id, auth);
      if (!(await deleteMember(trx, image.id, path.member))) throw notFound('image member', path.member);
    });
    return { status: 204 };
  };

const maxMembers = 128;

async function sharedImage(db: DbOrTrx, id: string, auth: AuthContext): Promise<Image> {
  const image = await findVisibleImage(db, id, viewerOf(auth));
  requireOwner(image, auth, 'share');
  if (image.visibility !== 'shared') throw forbidden(`Only shared images have members, and the image ${image.id} is ${image.visibility}: set its visibility to shared first.`);
  return image;
}

async function findMember(db: DbOrTrx, id: string, projectId: string, auth: AuthContext): Promise<Member> {
  const image = await findVisibleImage(db, id, viewerOf(auth));
  const [member] = isOwner(image, auth) || auth.projectId === projectId ? await listMembers(db, image.id, projectId) : [];
  if (!member) throw notFound('image member', projectId);
  return member;
}

type MemberBody = ReplyBody<Operation<'image', 'getImageMember'>>;

const memberView = (member: Member): MemberBody => ({
  member_id: member.projectId,
  image_id: member.imageId,
  status: member.status,
  created_at: toSeconds(member.createdAt),
  updated_at: toSeconds(member.updatedAt),
  schema: '/v2/schemas/member',
});
