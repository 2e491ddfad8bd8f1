/**
 * A blob's upload from its first byte to its digest (distribution-spec 1.1, end-5, end-6, end-13 and the end of an upload).
 *
 * A chunk without `Content-Range` is appended, as Docker and skopeo send it; one with a range must begin where the upload
 * stands. Every answer's `Range` is what is really there, so that whoever was cut off can go on.
 */
import type { IncomingMessage } from 'node:http';
import { inTransaction } from '../../openapi/serve/db.ts';
import { Fault, isFault } from '../../openapi/serve/fault.ts';
import type { AnyReply } from '../../openapi/serve/handler.ts';
import { uploadStream } from '../images/upload-stream.ts';
import { reserveBytes } from '../quota/quota-store.ts';
import { readContentRange } from './content-range.ts';
import { readDigest } from './parse-path.ts';
import type { Principal } from './principal.ts';
import { registryFault } from './registry-fault.ts';
import { oneHeader } from './registry-services.ts';
import type { RegistryCall, RegistryHandler, RegistryServices } from './registry-services.ts';
import { endUpload, uploadHolder } from './upload-session-store.ts';
import type { UploadSession } from './upload-sessions.ts';
import { findRepository, repoBlobs } from './repository-store.ts';

/** `PATCH`: a chunk. */
export const patchUpload =
  (services: RegistryServices): RegistryHandler<'upload'> =>
  async ({ target: { name, id }, principal, message, headers }) =>
    services.sessions.use(ownUpload(name, id, principal), async (session, end) => {
      await takeChunk(services, session, end, { message, headers });
      return uploadReply(202, name, id, session.stage.size);
    });

/** `PUT ?digest=`: perhaps a last chunk, then the blob. */
export const putUpload =
  (services: RegistryServices): RegistryHandler<'upload'> =>
  async ({ target: { name, id }, query, principal, message, headers }) => {
    const expected = readDigest(query.get('digest') ?? '');
    return services.sessions.use(ownUpload(name, id, principal), (session, end) => finishUpload(services, session, end, { message, headers, expected }));
  };

/** `GET`: how far it is. */
export const showUpload =
  ({ sessions }: RegistryServices): RegistryHandler<'upload'> =>
  ({ target: { name, id }, principal }) =>
    sessions.use(ownUpload(name, id, principal), async ({ stage }) => uploadReply(204, name, id, stage.size));

/** `DELETE`: frees what was sent. */
export const cancelUpload =
  ({ sessions }: RegistryServices): RegistryHandler<'upload'> =>
  ({ target: { name, id }, principal }) =>
    sessions.use(ownUpload(name, id, principal), async (_, end) => {
      end();
      return { status: 204 };
    });

/** The last chunk and the digest that all of it must have. */
export async function finishUpload(
  services: RegistryServices,
  session: UploadSession,
  end: () => void,
  { message, headers, expected }: Pick<RegistryCall, 'message' | 'headers'> & { expected: string },
): Promise<AnyReply> {
  await takeChunk(services, session, end, { message, headers });
  const { stage, repository, projectId } = session;
  // From here on nothing can be appended: whatever happens, the upload is over.
  end();
  const { digest, size } = await stage.finish();
  if (digest !== expected) throw registryFault('DIGEST_INVALID', `The ${size} bytes that were uploaded have the digest ${digest}, and not ${expected}. Upload them again.`, { digest });
  await services.commits.commit(stage, { repository, projectId, endUpload: (trx) => endUpload(trx, session.id) });
  await inspectSoon(services, repository, digest);
  return blobCreated(repository, digest);
}

export function uploadReply(status: number, name: string, id: string, size: number): AnyReply {
  return { status, headers: { Location: `/v2/${name}/blobs/uploads/${id}`, Range: `0-${Math.max(0, size - 1)}`, 'Docker-Upload-UUID': id } };
}

export const blobCreated = (name: string, digest: string): AnyReply => ({
  status: 201,
  headers: { Location: `/v2/${name}/blobs/${digest}`, 'Docker-Content-Digest': digest },
});

/** The upload that a token may go on with even when it has expired: the user's own. */
function ownUpload(repository: string, id: string, principal: Principal): { id: string; repository: string; userId: string } {
  if (principal.userId === '' || !principal.grant(repository).actions.has('push')) {
    throw registryFault('UNAUTHORIZED', `The token does not allow push on ${repository}: ask for a token with this scope.`);
  }
  return { id, repository, userId: principal.userId };
}

async function takeChunk(services: RegistryServices, session: UploadSession, end: () => void, { message, headers }: Pick<RegistryCall, 'message' | 'headers'>): Promise<void> {
  const { stage } = session;
  requireRange(session.repository, session.id, stage.size, headers);
  const reserve = reservation(services, session);
  const declared = oneHeader(headers, 'content-length');
  await services.blobs.requireRoom(Number(declared ?? 0));
  try {
    if (declared !== undefined) await reserve(stage.size + Number(declared));
    for await (const chunk of uploadStream(message, services.limits.uploadBytes - stage.size, undefined)) {
      await reserve(stage.size + chunk.length);
      await stage.append(chunk);
    }
  } catch (error) {
    // A client that was cut off comes back for the rest; anything else leaves bytes that nobody should go on with.
    if (!isCutOff(error, message)) end();
    throw error;
  }
}

/** Bytes are reserved in the project's quota before they are kept; they are released when the upload ends. */
function reservation({ db, nodeId, quotaBytes }: RegistryServices, { id, projectId }: UploadSession): (bytes: number) => Promise<void> {
  let granted = 0;
  return async (bytes) => {
    if (bytes <= granted) return;
    const wantedBytes = Math.ceil(bytes / reserveStepBytes) * reserveStepBytes;
    granted = await inTransaction(db, (trx) => reserveBytes(trx, { projectId, holder: uploadHolder(id), nodeId, neededBytes: bytes, wantedBytes }, quotaBytes));
  };
}

const reserveStepBytes = 64 * 1024 * 1024;

const isCutOff = (error: unknown, message: IncomingMessage): boolean => isFault(error) && error.code === 'bad-request' && !message.complete;

function requireRange(name: string, id: string, size: number, headers: RegistryCall['headers']): void {
  const range = readContentRange(oneHeader(headers, 'content-range'));
  if (range === undefined) return;
  const length = oneHeader(headers, 'content-length');
  const fits = range !== 'malformed' && range.first === size && (length === undefined || Number(length) === range.last - range.first + 1);
  if (fits) return;
  const { headers: answer = {} } = uploadReply(416, name, id, size);
  const why = range === 'malformed' ? 'is not <first>-<last>' : range.first === size ? 'does not fit Content-Length' : `begins at ${range.first}`;
  throw new Fault('range-not-satisfiable', `The chunk's Content-Range ${why}; the upload has ${size} bytes, so the next one begins at ${size}.`, {
    details: { registryCode: 'BLOB_UPLOAD_INVALID' },
    headers: answer,
  });
}

/** Layers are looked into while the client goes on: its manifest waits for the result. */
async function inspectSoon({ db, inspector }: RegistryServices, repository: string, digest: string): Promise<void> {
  const repo = await findRepository(db, repository);
  const row = repo && (await repoBlobs(db, repo.id, [digest])).get(digest);
  if (row) inspector.begin(digest, row.storeKey);
}
