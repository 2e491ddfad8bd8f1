import { registryFault } from './registry-fault.ts';

/** What a path below `/v2/` means (OCI distribution-spec 1.1, "API", end-1 to end-14). */
export type RegistryTarget =
  | { kind: 'ping' }
  | { kind: 'catalog' }
  | { kind: 'blob'; name: string; digest: string }
  | { kind: 'uploads'; name: string }
  | { kind: 'upload'; name: string; id: string }
  | { kind: 'manifest'; name: string; reference: Reference }
  | { kind: 'tags'; name: string }
  | { kind: 'referrers'; name: string; digest: string };

export type Reference = { digest: string } | { tag: string };

/**
 * Reads a path: a repository's name has slashes too, so it is read from its end. Undefined for what is no path of the
 * API; faults NAME_INVALID, DIGEST_INVALID, TAG_INVALID for what is one with a bad part.
 */
export function parseRegistryPath(path: string): RegistryTarget | undefined {
  const parts = path.replace(/^\/v2(\/|$)/, '').split('/').map(decode);
  if (parts.length === 1 && parts[0] === '') return { kind: 'ping' };
  if (parts.length === 1 && parts[0] === '_catalog') return { kind: 'catalog' };
  if (parts.at(-1) === '') parts.pop();
  const [third, second, last] = [parts.at(-3), parts.at(-2), parts.at(-1) ?? ''];
  if (second === 'tags' && last === 'list') return { kind: 'tags', name: nameOf(parts, 2) };
  if (second === 'blobs' && last === 'uploads') return { kind: 'uploads', name: nameOf(parts, 2) };
  if (third === 'blobs' && second === 'uploads') return { kind: 'upload', name: nameOf(parts, 3), id: last };
  if (second === 'blobs') return { kind: 'blob', name: nameOf(parts, 2), digest: readDigest(last) };
  if (second === 'manifests') return { kind: 'manifest', name: nameOf(parts, 2), reference: readReference(last) };
  if (second === 'referrers') return { kind: 'referrers', name: nameOf(parts, 2), digest: readDigest(last) };
  return undefined;
}

/** `sha256:<64 hexadecimal digits>`; other algorithms are told apart from nonsense. */
export function readDigest(text: string): string {
  const sound: boolean = isDigest(text);
  if (sound) return text;
  const known = /^sha(384|512):[0-9a-f]+$/.test(text);
  throw registryFault('DIGEST_INVALID', `${JSON.stringify(text.slice(0, 100))} is not a digest that is taken here: ${known ? 'use sha256' : 'it must be sha256:<64 hexadecimal digits>'}.`);
}

export const isDigest = (text: unknown): text is string => typeof text === 'string' && /^sha256:[0-9a-f]{64}$/.test(text);

/** Distribution-spec 1.1, "Pulling manifests". */
export const isTag = (text: string): boolean => /^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$/.test(text);

/** One part of a name between slashes. */
export const isNamePart = (text: string): boolean => /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/.test(text);

/** `<project>/<path>`, with a length that leaves room for a tag in an image's name. */
export const isRepositoryName = (name: string): boolean => name.length <= 120 && name.includes('/') && name.split('/').every(isNamePart);

function nameOf(parts: readonly string[], from: number): string {
  const name = parts.slice(0, -from).join('/');
  if (isRepositoryName(name)) return name;
  const why = name.includes('/') ? 'its parts are of a-z and 0-9, with single . _ or - between them, at most 120 characters in all' : 'it begins with a project: <project>/<name>';
  throw registryFault('NAME_INVALID', `${JSON.stringify(name.slice(0, 160))} is not a repository's name: ${why}.`, { name });
}

function readReference(text: string): Reference {
  if (text.includes(':')) return { digest: readDigest(text) };
  if (!isTag(text)) throw registryFault('TAG_INVALID', `${JSON.stringify(text.slice(0, 160))} is not a tag: it has 1 to 128 letters, digits, and . _ - behind the first.`);
  return { tag: text };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch (error) {
    throw registryFault('NAME_INVALID', 'The path is not percent-encoded as URLs are.', undefined, error);
  }
}
