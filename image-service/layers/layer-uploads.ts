/**
 * Layers, one at a time (`/v2/layers`, `/v2/uploads/{id}`): a layer is begun with its kind and its parent, its bytes come
 * in one or many requests, and the commit makes it.
 *
 * The bytes are a kept stage, so an upload goes on behind a restart where it stood; an idle one is given up after a day.
 * A committed layer belongs to its project by a lease of a day: long enough to make an image of it, or its child.
 * There is no way to make a cycle: a layer's id is a hash over its parent's.
 */
import { randomUUID } from 'node:crypto';
import { inTransaction } from '../../openapi/serve/db.ts';
import { badRequest, conflict, Fault, forbidden, isFault, notFound } from '../../openapi/serve/fault.ts';
import type { AuthContext, HandlerOf } from '../../openapi/serve/handler.ts';
import type { KeptStage } from '../blobs/blob-store.ts';
import { viewerOf } from '../images/image-access.ts';
import { releaseUpload } from '../images/image-store.ts';
import { drainBytes, declaredSize } from '../images/upload-image.ts';
import { drain, uploadStream } from '../images/upload-stream.ts';
import { meteredUpload } from '../quota/metered-upload.ts';
import { releaseBytes } from '../quota/quota-store.ts';
import type { Services } from '../services.ts';
import { finishSnapshot, linkKnown } from '../snapshots/finish-snapshot.ts';
import { claimSnapshot, findOrdered, mayWrite } from '../snapshots/snapshot-writer.ts';
import type { OrderedSnapshot } from '../snapshots/snapshot-writer.ts';
import { commitLayer } from './commit-layer.ts';
import { findVisibleLayer } from './find-visible-layer.ts';
import { layerId } from './chain-id.ts';
import { findLayer } from './layer-store.ts';
import type { Layer } from './layer-store.ts';
import { deleteLayerUpload, expiredLayerUploads, findLayerUpload, findUploadOf, insertLayerUpload, touchLayerUpload } from './layer-upload-store.ts';
import type { LayerUpload } from './layer-upload-store.ts';
import { layerViews } from './layer-view.ts';
import type { LayerBody } from './layer-view.ts';

const dayMs = 24 * 3_600_000;

/** overlayfs takes 128 lower directories, and one is the server's own; each qcow2 layer costs its reader a lookup. */
export const maxDepth = { tar: 127, qcow2: 32 } as const;

export interface LayerUploadHandlers {
  createLayer: HandlerOf<'image', 'createLayer'>;
  showUpload: HandlerOf<'image', 'showUpload'>;
  putUpload: HandlerOf<'image', 'putUpload'>;
  appendUpload: HandlerOf<'image', 'appendUpload'>;
  commitUpload: HandlerOf<'image', 'commitUpload'>;
  cancelUpload: HandlerOf<'image', 'cancelUpload'>;
}

export interface LayerUploads {
  handlers: LayerUploadHandlers;
  /** Gives up those whose time is over. */
  sweep(): Promise<void>;
}

export function createLayerUploads(services: Services): LayerUploads {
  const { db, blobs, nodeId, now, limits } = services;
  const busy = new Set<string>();
  const expiry = (): string => new Date(now().getTime() + dayMs).toISOString();

  const find = async (id: string, auth: AuthContext): Promise<LayerUpload> => {
    const upload = await findLayerUpload(db, id.toLowerCase(), now().toISOString());
    if (!upload || !(await mayWrite(services, upload, auth))) throw notFound('upload', id);
    if (upload.nodeId !== nodeId) throw new Fault('conflict', `The upload ${id} was begun at another image service. Begin it again here.`);
    return upload;
  };

  /** One request at a time has the bytes; what is there when it ends, however it ends, is kept. */
  const using = async <T>(upload: LayerUpload, atMostBytes: number | undefined, work: (stage: KeptStage) => Promise<T>): Promise<T> => {
    if (busy.has(upload.id)) throw conflict(`The upload ${upload.id} is being written by another request. Wait for it.`);
    busy.add(upload.id);
    try {
      const stage = await blobs.resume(upload.id, atMostBytes);
      try {
        return await work(stage);
      } finally {
        await stage.suspend();
      }
    } finally {
      busy.delete(upload.id);
    }
  };

  const giveUp = async ({ id, imageId }: Pick<LayerUpload, 'id' | 'imageId'>): Promise<void> => {
    await inTransaction(db, async (trx) => {
      await deleteLayerUpload(trx, id);
      await releaseBytes(trx, holderOf(id));
      if (imageId !== null) await releaseUpload(trx, imageId, 'The upload of its layer was given up.', now().toISOString());
    });
    await blobs.forget(id);
  };

  const receive = async ({ path, auth, stream, headers }: Parameters<HandlerOf<'image', 'appendUpload'>>[0], whole: boolean): Promise<number> => {
    try {
      const upload = await find(path.id, auth);
      return await using(upload, whole ? 0 : undefined, async (stage) => {
        const from = offsetOf(headers);
        if (from !== undefined && from !== stage.size) {
          throw new Fault('range-not-satisfiable', `The upload ${upload.id} has ${stage.size} bytes, and these begin at ${from}. Go on from where it stands.`, { headers: { 'Upload-Offset': String(stage.size) } });
        }
        const room = (upload.size ?? limits.uploadBytes) - stage.size;
        const before = stage.size;
        const declared = declaredSize('content-length', headers);
        const meter = { projectId: upload.projectId, holder: holderOf(upload.id), heldBytes: before, declaredBytes: upload.size ?? (declared === undefined ? undefined : before + declared) };
        for await (const chunk of meteredUpload(services, meter, uploadStream(stream, room, undefined))) await stage.append(chunk);
        await touchLayerUpload(db, upload.id, expiry());
        return stage.size;
      });
    } catch (error) {
      if (isFault(error)) await drain(stream, drainBytes);
      throw error;
    }
  };

  /** A snapshot whose layer is there, or on its way: a host that asks again, because an answer was lost, goes on. */
  const goOn = async ({ image }: OrderedSnapshot, baseUrl: string): Promise<CreateLayerReply | undefined> => {
    const top = image.topLayerId === null ? undefined : await findLayer(db, image.topLayerId);
    if (top) return { status: 200, body: { layer: await viewOf(top) } };
    const upload = await findUploadOf(db, image.id, now().toISOString());
    return upload && { status: 201, body: { upload: uploadView(upload, baseUrl) } };
  };

  const viewOf = async (layer: Layer): Promise<LayerBody> => (await layerViews(db, [layer]))[0] as LayerBody;

  const handlers: LayerUploadHandlers = {
    async createLayer({ body, auth, baseUrl }) {
      const ordered = await findOrdered(services, body, auth);
      const begun = ordered && (await goOn(ordered, baseUrl));
      if (begun) return begun;
      const parent = body.parent_id ? await findParent(services, body.parent_id, body.kind, auth) : undefined;
      if (body.diff_id) {
        const known = await findVisibleLayer(db, layerId(parent?.id, body.diff_id, body.kind), viewerOf(auth)).catch(unknown);
        if (known) {
          if (ordered) await linkKnown(services, ordered, { layer: known, auth, expiresAt: expiry() });
          return { status: 200, body: { layer: await viewOf(known) } };
        }
      }
      const upload: LayerUpload = {
        id: randomUUID(),
        projectId: ordered?.image.ownerProject ?? auth.projectId ?? '',
        userId: auth.userId,
        kind: body.kind,
        parentId: parent?.id ?? null,
        diffId: body.diff_id ?? null,
        size: body.size ?? null,
        nodeId,
        expiresAt: expiry(),
        imageId: ordered?.image.id ?? null,
      };
      await blobs.requireRoom(upload.size ?? 0);
      await inTransaction(db, async (trx) => {
        if (ordered) await claimSnapshot(trx, ordered.image, now().toISOString());
        await insertLayerUpload(trx, upload);
      });
      return { status: 201, body: { upload: uploadView(upload, baseUrl) } };
    },
    async showUpload({ path, auth }) {
      const offset = await using(await find(path.id, auth), undefined, async (stage) => stage.size);
      return { status: 204, headers: { 'Upload-Offset': String(offset) } };
    },
    putUpload: async (call) => ({ status: 204, headers: { 'Upload-Offset': String(await receive(call, true)) } }),
    appendUpload: async (call) => ({ status: 204, headers: { 'Upload-Offset': String(await receive(call, false)) } }),
    async commitUpload({ path, body, auth, signal }) {
      const upload = await find(path.id, auth);
      const parent = upload.parentId === null ? undefined : await findParent(services, upload.parentId, upload.kind, auth);
      const { imageId, userId } = upload;
      if (body.config && imageId === null) throw badRequest('Only the layer of a snapshot brings a configuration.', { field: 'config' });
      const layer = await using(upload, undefined, (stage) => commitLayer(services, { upload, parent, stage, digest: body.digest, expiresAt: expiry(), signal }));
      if (imageId !== null) {
        // From here on the image's size counts, and no longer what was held for its bytes.
        await releaseBytes(db, holderOf(upload.id));
        await finishSnapshot(services, { imageId, layerId: layer.id, userId, config: body.config });
      }
      await giveUp(upload);
      return { status: 201, body: await viewOf(layer) };
    },
    async cancelUpload({ path, auth }) {
      const upload = await find(path.id, auth);
      if (busy.has(upload.id)) throw conflict(`The upload ${upload.id} is being written by another request. Wait for it.`);
      await giveUp(upload);
      return { status: 204 };
    },
  };
  return {
    handlers,
    async sweep() {
      for (const expired of await expiredLayerUploads(db, nodeId, now().toISOString())) if (!busy.has(expired.id)) await giveUp(expired);
    },
  };
}

type CreateLayerReply = Awaited<ReturnType<HandlerOf<'image', 'createLayer'>>>;

const uploadView = ({ id, expiresAt }: LayerUpload, baseUrl: string): { id: string; url: string; expires_at: string } => ({ id, url: `${baseUrl}/v2/uploads/${id}`, expires_at: expiresAt });

const holderOf = (id: string): string => `layer ${id}`;

const unknown = (error: unknown): undefined => {
  if (isFault(error) && error.code === 'not-found') return undefined;
  throw error;
};

async function findParent({ db }: Services, id: string, kind: Layer['kind'], auth: AuthContext): Promise<Layer> {
  const parent = await findVisibleLayer(db, id, viewerOf(auth)).catch(unknown);
  if (!parent) throw new Fault('conflict', `The parent layer ${id} is not here, or not yours to see: upload it first.`, { details: { parent_id: id } });
  if (parent.kind !== kind) throw badRequest(`A ${kind} layer cannot stand on the ${parent.kind} layer ${id}: a chain is of one kind.`, { field: 'kind' });
  if (parent.depth >= maxDepth[kind]) throw forbidden(`The layer ${id} is the ${parent.depth}th of its chain, and ${maxDepth[kind]} are the most that can be stacked. Flatten the image first.`);
  return parent;
}

/** Where the bytes of this request begin, when the client says so: `Upload-Offset: 5` or `Content-Range: 5-9`. */
function offsetOf(headers: Record<string, string | string[] | undefined>): number | undefined {
  const given = headers['upload-offset'] ?? headers['content-range'];
  if (given === undefined) return undefined;
  const from = /^(?:bytes[ =])?(\d+)(?:-\d*)?(?:\/.*)?$/.exec(String(given))?.[1];
  if (from === undefined) throw badRequest('Upload-Offset and Content-Range say where the bytes begin, and this one does not.');
  return Number(from);
}
