import { inTransaction } from '../../openapi/serve/db.ts';
import type { Db } from '../../openapi/serve/db.ts';
import { badRequest, Fault } from '../../openapi/serve/fault.ts';
import type { HandlerOf } from '../../openapi/serve/handler.ts';
import { findServer } from '../servers/find-server.ts';
import { serverLinks } from '../servers/server-view.ts';
import { deleteTag, deleteTags, insertTag, replaceTags, selectTags } from './tag-store.ts';

interface Deps {
  db: Db;
}

/** Nova's bound of tags on one server. */
export const maxTags = 50;

export function listServerTags({ db }: Deps): HandlerOf<'compute', 'listServerTags'> {
  return async ({ path, auth }) => {
    const { id } = await findServer(db, path.id, auth);
    return { status: 200, body: { tags: await tagsOf(db, id) } };
  };
}

export function replaceServerTags({ db }: Deps): HandlerOf<'compute', 'replaceServerTags'> {
  return async ({ path, auth, body }) => {
    const { id } = await findServer(db, path.id, auth);
    const tags = [...new Set(body.tags)];
    await inTransaction(db, (trx) => replaceTags(trx, id, tags));
    return { status: 200, body: { tags } };
  };
}

export function deleteServerTags({ db }: Deps): HandlerOf<'compute', 'deleteServerTags'> {
  return async ({ path, auth }) => {
    const { id } = await findServer(db, path.id, auth);
    await deleteTags(db, id);
    return { status: 204 };
  };
}

export function getServerTag({ db }: Deps): HandlerOf<'compute', 'getServerTag'> {
  return async ({ path, auth }) => {
    const { id } = await findServer(db, path.id, auth);
    if (!(await tagsOf(db, id)).includes(path.tag)) throw tagNotFound(id, path.tag);
    return { status: 204 };
  };
}

export function addServerTag({ db }: Deps): HandlerOf<'compute', 'addServerTag'> {
  return async ({ path, auth, baseUrl }) => {
    const { tag } = path;
    if (tag.length === 0 || tag.length > 60 || /[,/]/.test(tag)) throw badRequest(`Tag '${tag}' is invalid. It must be a string without characters '/' and ','. Maximum length is 60 characters.`, { field: 'tag' });
    const { id } = await findServer(db, path.id, auth);
    const added = await inTransaction(db, async (trx) => {
      const tags = await tagsOf(trx, id);
      if (!tags.includes(tag) && tags.length >= maxTags) throw badRequest(`The number of tags exceeded the per-server limit ${maxTags}: delete one first.`);
      return insertTag(trx, id, tag);
    });
    if (!added) return { status: 204 };
    return { status: 201, headers: { Location: `${serverLinks(id, baseUrl)[0]?.href}/tags/${encodeURIComponent(tag)}` } };
  };
}

export function deleteServerTag({ db }: Deps): HandlerOf<'compute', 'deleteServerTag'> {
  return async ({ path, auth }) => {
    const { id } = await findServer(db, path.id, auth);
    if (!(await deleteTag(db, id, path.tag))) throw tagNotFound(id, path.tag);
    return { status: 204 };
  };
}

const tagsOf = async (db: Parameters<typeof selectTags>[0], id: string): Promise<string[]> => (await selectTags(db, [id])).get(id) ?? [];

const tagNotFound = (id: string, tag: string): Fault => new Fault('not-found', `Server ${id} has no tag '${tag}'`, { details: { resource: 'tag', id: tag } });
