import { createHash, randomUUID } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { badRequest, notFound } from '../../openapi/serve/fault.ts';
import type { HandlerTable } from '../../openapi/serve/handler.ts';
import type { FakeImageChain } from './fake-layers.ts';

interface Upload {
  imageId: string;
  parentId: string | null;
  bytes: Buffer;
  digest?: string;
  config?: Record<string, unknown>;
}

const sha256 = (bytes: Buffer | string): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

/** The image service as a host sees it that sends a snapshot's layer. */
export class FakeSnapshots {
  /** By image. */
  readonly uploads = new Map<string, Upload>();
  /** The next upload ends behind so many bytes. */
  cutAfter = Infinity;
  readonly #ids = new Map<string, Upload>();

  get handlers(): HandlerTable {
    const find = (call: { path: unknown }): Upload => {
      const { id } = call.path as { id: string };
      const upload = this.#ids.get(id);
      if (!upload) throw notFound('upload', id);
      return upload;
    };
    return {
      createLayer: ({ body, baseUrl }) => {
        const { image_id: imageId, parent_id: parentId } = body as { image_id: string; parent_id: string | null };
        const upload = this.uploads.get(imageId) ?? { imageId, parentId, bytes: Buffer.alloc(0) };
        this.uploads.set(imageId, upload);
        const id = [...this.#ids].find(([, known]) => known === upload)?.[0] ?? randomUUID();
        this.#ids.set(id, upload);
        return { status: 201, body: { upload: { id, url: `${baseUrl}/v2/uploads/${id}`, expires_at: new Date(Date.now() + 3_600_000).toISOString() } } };
      },
      showUpload: (call) => ({ status: 204, headers: { 'Upload-Offset': String(find(call).bytes.length) } }),
      appendUpload: async (call) => {
        const upload = find(call);
        const came = await buffer(call.stream);
        const kept = came.subarray(0, this.cutAfter);
        upload.bytes = Buffer.concat([upload.bytes, kept]);
        if (kept.length < came.length) {
          this.cutAfter = Infinity;
          throw Object.assign(badRequest('The connection was cut.'), { status: 503, retryable: true });
        }
        return { status: 204, headers: { 'Upload-Offset': String(upload.bytes.length) } };
      },
      commitUpload: (call) => {
        const upload = find(call);
        const { digest, config } = call.body as { digest: string; config?: Record<string, unknown> };
        if (sha256(upload.bytes) !== digest) throw badRequest('The digest is another.');
        Object.assign(upload, { digest, ...(config && { config }) });
        const layer = {
          id: sha256(`${upload.parentId} ${digest}`), parent_id: upload.parentId, kind: 'tar', depth: 3, diff_id: digest, size: upload.bytes.length, created_by: null,
          created_at: new Date().toISOString(), encodings: [{ digest, media_type: 'application/vnd.oci.image.layer.v1.tar', size: upload.bytes.length }],
        };
        return { status: 201, body: layer };
      },
    };
  }

  /** The image that a sent snapshot makes on another one. */
  chainOn(below: FakeImageChain, imageId: string): FakeImageChain {
    const upload = this.uploads.get(imageId);
    if (!upload?.digest) throw new Error('no such snapshot was sent');
    const blob = gzipSync(upload.bytes);
    const id = sha256(`${below.layerId} ${upload.digest}`);
    const layer = { id, parentId: below.layerId, diffId: upload.digest, digest: sha256(blob), mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip', blob };
    return { imageId, layerId: id, layers: [...below.layers, layer], config: upload.config ?? below.config };
  }
}
