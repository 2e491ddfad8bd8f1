import { badRequest } from '../../openapi/serve/fault.ts';
import type { Image } from '../images/image-store.ts';
import { readImageReference } from './image-reference.ts';
import { readUrl } from './safe-fetch.ts';

/** `method` of an import's request. */
export interface MethodBody {
  name: string;
  uri?: string;
  ref?: string;
  username?: string;
  password?: string;
}

export interface ImportPlan {
  method: ImportMethod;
  /** From a staged image, or from one without data. */
  from: 'uploading' | 'queued';
  /** Stored with the task and shown: no secrets. */
  input: Record<string, unknown>;
  secrets: Record<string, string> | undefined;
  /** Set where the method says how the data is read. */
  formats: { containerFormat: 'docker'; diskFormat: 'raw' } | undefined;
}

export type ImportMethod = (typeof importMethods)[number];

/** Glance's first two, and ours: an archive that was staged, and an image of another registry. */
export const importMethods = ['glance-direct', 'web-download', 'docker-archive', 'oci-pull'] as const;

/** Checks what can be told without asking anybody; fault `bad-request`. */
export function planImport(body: MethodBody, image: Pick<Image, 'containerFormat' | 'diskFormat'>): ImportPlan {
  const docker = { containerFormat: 'docker', diskFormat: 'raw' } as const;
  switch (body.name) {
    case 'glance-direct':
      return { method: body.name, from: 'uploading', input: {}, secrets: undefined, formats: undefined };
    case 'docker-archive':
      requireDocker(body.name, image);
      return { method: body.name, from: 'uploading', input: {}, secrets: undefined, formats: docker };
    case 'web-download': {
      const uri = readUrl(required(body, 'uri'));
      return { method: body.name, from: 'queued', input: { uri: uri.href }, secrets: undefined, formats: undefined };
    }
    case 'oci-pull': {
      requireDocker(body.name, image);
      const ref = required(body, 'ref');
      readImageReference(ref);
      const secrets = requireLogin(body);
      return { method: body.name, from: 'queued', input: { ref, ...(secrets ? { authenticated: true } : {}) }, secrets, formats: docker };
    }
    default:
      throw badRequest(`Unknown import method '${body.name}': it must be one of ${importMethods.join(', ')}.`, { field: 'method.name' });
  }
}

/** Both or none; fault `bad-request`. */
export function requireLogin({ username, password }: Pick<MethodBody, 'username' | 'password'>): ImportPlan['secrets'] {
  if ((username === undefined) !== (password === undefined)) throw badRequest('A registry takes a username and a password together.', { field: 'method' });
  return username === undefined || password === undefined ? undefined : { username, password };
}

function required(body: MethodBody, key: 'uri' | 'ref'): string {
  const value = body[key];
  if (value === undefined || value === '') throw badRequest(`The import method ${body.name} needs ${key}.`, { field: `method.${key}` });
  return value;
}

function requireDocker(method: string, { containerFormat, diskFormat }: Pick<Image, 'containerFormat' | 'diskFormat'>): void {
  if ((containerFormat ?? 'docker') !== 'docker' || (diskFormat ?? 'raw') !== 'raw') {
    throw badRequest(`The import method ${method} makes a container image, and this one is ${containerFormat ?? 'of no container format'} with ${diskFormat ?? 'no disk format'}: it must be docker with raw.`);
  }
}
