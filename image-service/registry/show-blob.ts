import { inTransaction } from '../../openapi/serve/db.ts';
import type { AnyReply } from '../../openapi/serve/handler.ts';
import { protectBlobs } from '../blobs/blob-row-store.ts';
import type { BlobRow } from '../blobs/blob-row-store.ts';
import { readRange } from '../layers/byte-range.ts';
import type { Services } from '../services.ts';
import { openForDelete, openForPull } from './open-repository.ts';
import { registryFault } from './registry-fault.ts';
import { oneHeader } from './registry-services.ts';
import type { RegistryHandler, RegistryServices } from './registry-services.ts';
import { dropRepoBlob, repoBlobs } from './repository-store.ts';

/** `GET` and `HEAD /v2/<name>/blobs/<digest>` (end-2): whole or one range. Whoever is told that it is there may rely on it for an hour. */
export const showBlob =
  ({ db, blobs, now }: RegistryServices): RegistryHandler<'blob'> =>
  async ({ target: { name, digest }, principal, headers, isHead }) => {
    const repo = await openForPull(db, name, principal);
    const row = (await repoBlobs(db, repo.id, [digest])).get(digest);
    if (!row || !(await repo.mayReadBlob(digest))) throw noBlob(name, digest);
    await inTransaction(db, (trx) => protectBlobs(trx, [digest], now));
    return blobReply({ blobs }, row, headers, isHead);
  };

/** `DELETE /v2/<name>/blobs/<digest>` (end-10): out of this repository, unless one of its manifests names it. */
export const deleteBlob =
  ({ db }: RegistryServices): RegistryHandler<'blob'> =>
  async ({ target: { name, digest }, principal }) => {
    const repo = await openForDelete(db, name, principal);
    if (!(await repoBlobs(db, repo.id, [digest])).has(digest)) throw noBlob(name, digest);
    if (!(await inTransaction(db, (trx) => dropRepoBlob(trx, repo.id, digest)))) {
      throw registryFault('UNSUPPORTED', `The blob ${digest} is part of an image in ${name}: delete the image's manifest first.`, { digest });
    }
    return { status: 202 };
  };

async function blobReply({ blobs }: Pick<Services, 'blobs'>, row: BlobRow, headers: Record<string, string | string[] | undefined>, isHead: boolean): Promise<AnyReply> {
  const etag = `"${row.digest}"`;
  const range = readRange(oneHeader(headers, 'range'), oneHeader(headers, 'if-range'), etag, row.size);
  const length = range ? range.last - range.first + 1 : row.size;
  const common = { ETag: etag, 'Accept-Ranges': 'bytes', 'Content-Type': 'application/octet-stream', 'Docker-Content-Digest': row.digest, 'Content-Length': String(length) };
  return {
    status: range ? 206 : 200,
    headers: { ...common, ...(range && { 'Content-Range': `bytes ${range.first}-${range.last}/${row.size}` }) },
    ...(isHead ? {} : { stream: await blobs.read(row.storeKey, range) }),
  };
}

const noBlob = (name: string, digest: string) => registryFault('BLOB_UNKNOWN', `There is no blob ${digest} in ${name} that you may read.`, { digest });
