import { badRequest } from '../../openapi/serve/fault.ts';

export interface ImageReference {
  /** `https://registry-1.docker.io`, without a path. */
  origin: string;
  repository: string;
  /** A tag, or a digest. */
  reference: string;
}

/**
 * Reads `[registry/]repository[:tag][@digest]` as docker and podman do: what has no registry in front is on Docker Hub, and
 * what has no tag is `latest`. Registries on this machine speak http, all others https. A leading `docker://` is dropped.
 */
export function readImageReference(text: string): ImageReference {
  const match = /^(?:docker:\/\/)?(?:([a-zA-Z0-9.-]+(?::\d+)?|\[[0-9a-fA-F:]+\](?::\d+)?)\/)?([a-z0-9._/-]+?)(?::([\w][\w.-]{0,127}))?(?:@(sha256:[0-9a-f]{64}))?$/.exec(text);
  if (!match) throw refused(text);
  const [, first, rest = '', tag, digest] = match;
  // `library/x` is a repository, `library.example/x` and `localhost/x` are registries.
  const isRegistry = first !== undefined && (/[.:[]/.test(first) || first === 'localhost');
  const registry = isRegistry ? first : 'docker.io';
  const path = isRegistry || first === undefined ? rest : `${first}/${rest}`;
  if (!/^[a-z0-9]+(?:(?:\.|_|__|-+|\/)[a-z0-9]+)*$/.test(path)) throw refused(text);
  const repository = registry === 'docker.io' && !path.includes('/') ? `library/${path}` : path;
  const host = registry === 'docker.io' ? 'registry-1.docker.io' : registry;
  return { origin: `${isLocal(host) ? 'http' : 'https'}://${host}`, repository, reference: digest ?? tag ?? 'latest' };
}

const isLocal = (host: string): boolean => /^(localhost|127(\.\d+){3}|\[::1\])(:\d+)?$/.test(host);

const refused = (text: string): Error =>
  badRequest(`${JSON.stringify(text.slice(0, 120))} is not an image reference: it must be [registry/]repository[:tag] or …@sha256:<digest>.`, { field: 'ref' });
