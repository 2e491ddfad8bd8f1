/**
 * The registry's door: one plain route for all of `/v2/`, because a repository's name has slashes and no router takes a
 * name in the middle of a path. What a path means is parsed, who asks is read from the token, and one table says what
 * answers. Errors have the registry's own form, and a 401 says where to get a token.
 */
import type { Request, ResponseToolkit, ServerRoute } from '@hapi/hapi';
import type { RequestState } from '../../openapi/serve/dispatch.ts';
import { Fault, isFault } from '../../openapi/serve/fault.ts';
import type { AnyReply } from '../../openapi/serve/handler.ts';
import { limitIdleUpload } from '../../openapi/serve/idle-timeout.ts';
import { anonymous } from '../../openapi/serve/policy.ts';
import { registryService } from '../../openapi/serve/registry-token.ts';
import { drain } from '../images/upload-stream.ts';
import { cancelUpload, patchUpload, putUpload, showUpload } from './continue-upload.ts';
import { deleteManifest } from './delete-manifest.ts';
import { showCatalog, showReferrers, showTags } from './lists.ts';
import { parseRegistryPath } from './parse-path.ts';
import type { RegistryTarget } from './parse-path.ts';
import { readPrincipal } from './principal.ts';
import type { Principal, Verifiers } from './principal.ts';
import { putManifest } from './put-manifest.ts';
import { faultBody, registryFault } from './registry-fault.ts';
import type { RegistryCall, RegistryServices } from './registry-services.ts';
import { deleteBlob, showBlob } from './show-blob.ts';
import { showManifest } from './show-manifest.ts';
import { startUpload } from './start-upload.ts';
import { nameUploadedImages } from './name-uploaded-images.ts';

export interface RegistryRouteOptions {
  services: RegistryServices;
  verifiers: Verifiers;
  /** Where clients get tokens: the region's `/registry/token`. */
  realm: string;
  /** An upload without a byte for this long is given up. */
  uploadIdleMs: number;
}

export function registryRoute({ services, verifiers, realm, uploadIdleMs }: RegistryRouteOptions): ServerRoute {
  const table = handlersOf(services);
  return {
    method: '*',
    path: '/v2/{path*}',
    options: { payload: { parse: false, output: 'stream', timeout: false, maxBytes: Number.MAX_SAFE_INTEGER } },
    async handler(request, h) {
      const state = request.app as RequestState;
      const message = request.raw.req;
      const { pathname, searchParams } = new URL(message.url ?? '/', 'http://registry');
      const method = message.method ?? '';
      let target: RegistryTarget | undefined;
      try {
        target = parseRegistryPath(pathname);
        const principal = await readPrincipal(message.headers, { method, path: pathname }, verifiers);
        if (!principal) throw registryFault('UNAUTHORIZED', 'The registry needs a token: ask for one where this answer says, with your user name and password.');
        state.auth = { ...anonymous, userId: principal.userId, projectId: principal.viewer.projectId };
        if (!target) throw registryFault('NAME_UNKNOWN', `There is nothing at ${pathname.slice(0, 200)} in the registry's API.`);
        const endpoint = endpointOf(table, target, method);
        state.operationId = `registry.${endpoint.id}`;
        if (principal.expired && target.kind !== 'upload') throw registryFault('UNAUTHORIZED', 'The registry token has expired: ask for a new one.');
        if (endpoint.takesBody) limitIdleUpload(message, uploadIdleMs);
        const isHead = method === 'HEAD';
        if (isHead || method === 'GET') await nameOwnImages(services, target, principal);
        const log = services.log.child({ request_id: state.requestId });
        return follow(request, h, await endpoint.handle({ target, query: searchParams, headers: message.headers, principal, message, isHead, log }));
      } catch (error) {
        await drain(message, drainBytes);
        if (!isFault(error)) throw error;
        return toResponse(h, faultReply(error, challengeFor(realm, target, method, error)));
      }
    },
  };
}

function endpointOf(table: Table, { kind }: RegistryTarget, method: string): Endpoint {
  const endpoint = table[kind][method === 'HEAD' ? 'GET' : method];
  if (endpoint) return endpoint;
  const allowed = Object.keys(table[kind]).join(', ');
  throw new Fault('method-not-allowed', `${method} is not possible here: it takes ${allowed}.`, { headers: { Allow: allowed } });
}

/** A client that is told of a failure is let send this much more before it is cut off. */
const drainBytes = 64 * 1024 * 1024;

/** A method's type, so that handlers of one kind of target may stand in one table with others. */
type AnyRegistryHandler = { handle(call: RegistryCall): Promise<AnyReply> }['handle'];

interface Endpoint {
  id: string;
  takesBody: boolean;
  handle: AnyRegistryHandler;
}

type Table = Record<RegistryTarget['kind'], Record<string, Endpoint>>;

function handlersOf(services: RegistryServices): Table {
  const endpoint = (id: string, handle: AnyRegistryHandler, takesBody = false): Endpoint => ({ id, takesBody, handle });
  return {
    ping: { GET: endpoint('ping', async () => ({ status: 200, body: {} })) },
    catalog: { GET: endpoint('listRepositories', showCatalog(services)) },
    tags: { GET: endpoint('listTags', showTags(services)) },
    referrers: { GET: endpoint('listReferrers', showReferrers(services)) },
    blob: { GET: endpoint('getBlob', showBlob(services)), DELETE: endpoint('deleteBlob', deleteBlob(services)) },
    manifest: {
      GET: endpoint('getManifest', showManifest(services)),
      PUT: endpoint('putManifest', putManifest(services), true),
      DELETE: endpoint('deleteManifest', deleteManifest(services)),
    },
    uploads: { POST: endpoint('startUpload', startUpload(services), true) },
    upload: {
      GET: endpoint('getUpload', showUpload(services)),
      PATCH: endpoint('patchUpload', patchUpload(services), true),
      PUT: endpoint('putUpload', putUpload(services), true),
      DELETE: endpoint('cancelUpload', cancelUpload(services)),
    },
  };
}

/** Images that came through Glance get their repositories when their project looks. */
async function nameOwnImages(services: RegistryServices, target: RegistryTarget, principal: Principal): Promise<void> {
  if (target.kind === 'catalog' && principal.catalog !== 'all') for (const project of principal.catalog) await nameUploadedImages(services, project);
  if (!('name' in target)) return;
  const { project } = principal.grant(target.name);
  if (project) await nameUploadedImages(services, { id: project.id, name: target.name.split('/')[0] ?? project.id });
}

/** RFC 6750, and distribution's "Token Authentication": the scope is what this request needs. */
function challengeFor(realm: string, target: RegistryTarget | undefined, method: string, { status }: Fault): string | undefined {
  if (status !== 401) return undefined;
  const actions = method === 'GET' || method === 'HEAD' ? 'pull' : method === 'DELETE' && target?.kind !== 'upload' ? 'delete' : 'pull,push';
  const scope = target && 'name' in target ? `repository:${target.name}:${actions}` : target?.kind === 'catalog' ? 'registry:catalog:*' : undefined;
  return `Bearer realm="${realm}",service="${registryService}"${scope === undefined ? '' : `,scope="${scope}"`}`;
}

const faultReply = (fault: Fault, challenge: string | undefined): AnyReply => ({
  status: fault.status,
  body: faultBody(fault),
  headers: { ...fault.headers, ...(challenge !== undefined && { 'WWW-Authenticate': challenge }) },
});

/** A stream whose client is gone is destroyed, so that the file behind it is let go. */
function follow(request: Request, h: ResponseToolkit, reply: AnyReply): ReturnType<ResponseToolkit['response']> {
  const { stream } = reply;
  if (stream) request.raw.res.once('close', () => stream.destroy());
  return toResponse(h, reply);
}

function toResponse(h: ResponseToolkit, { status, body, stream, headers = {} }: AnyReply): ReturnType<ResponseToolkit['response']> {
  const response = h.response(body === undefined ? stream : JSON.stringify(body)).code(status);
  if (body !== undefined) response.type('application/json').charset('');
  for (const name in headers) response.header(name, headers[name] ?? '');
  return response.header('Docker-Distribution-API-Version', 'registry/2.0');
}
