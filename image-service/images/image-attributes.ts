/**
 * The attributes of an image as requests set them: one table says what each takes, for creation and for JSON patches.
 */
import { badRequest, Fault, forbidden } from '../../openapi/serve/fault.ts';
import type { ImageChanges } from './image-store.ts';

/** Adds `attribute: value` to `changes`; a bad value is a 400, one that users may not set a 403. */
export function setAttribute(changes: ImageChanges, attribute: string, value: unknown): void {
  const own = Object.hasOwn(attributes, attribute) ? attributes[attribute] : undefined;
  if (own) own(changes, value, attribute);
  else setProperty(changes, attribute, value);
}

/** True for what the schema defines; such an attribute cannot be removed. */
export const isBaseAttribute = (name: string): boolean => Object.hasOwn(attributes, name) || readOnly.has(name);

export function requireWritable(name: string): void {
  if (readOnly.has(name)) throw forbidden(`Attribute '${name}' is read-only.`, { attribute: name });
  if (name.startsWith('os_glance_')) throw forbidden(`Attribute '${name}' is reserved.`, { attribute: name });
}

type Setter = (changes: ImageChanges, value: unknown, name: string) => void;

const readOnly = new Set([
  'id', 'status', 'status_reason', 'size', 'virtual_size', 'checksum', 'os_hash_algo', 'os_hash_value', 'owner', 'created_at', 'updated_at',
  'self', 'file', 'schema', 'direct_url', 'locations', 'stores', 'kind', 'layer_id', 'deleted', 'deleted_at',
]);

const refuse = (name: string, expected: string): Fault => badRequest(`Invalid value of the image attribute ${name}: it must be ${expected}.`, { field: name });

const enumeration =
  <K extends 'diskFormat' | 'containerFormat' | 'visibility'>(key: K, allowed: readonly (string | null)[]): Setter =>
  (changes, value, name) => {
    if (!allowed.includes(value as string | null)) throw refuse(name, `one of ${allowed.map((item) => item ?? 'null').join(', ')}`);
    changes[key] = value as NonNullable<ImageChanges[K]>;
  };

const wholeNumber =
  (key: 'minDiskGib' | 'minRamMib'): Setter =>
  (changes, value, name) => {
    if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > 2_147_483_647) throw refuse(name, 'a whole number from 0');
    changes[key] = value;
  };

const flag =
  (key: 'protected' | 'osHidden'): Setter =>
  (changes, value, name) => {
    if (typeof value !== 'boolean') throw refuse(name, 'true or false');
    changes[key] = value;
  };

const attributes: Record<string, Setter> = {
  name: (changes, value) => {
    if (value !== null && (typeof value !== 'string' || value.length > 255)) throw refuse('name', 'a text of at most 255 characters, or null');
    changes.name = value as string | null;
  },
  visibility: enumeration('visibility', ['public', 'community', 'shared', 'private']),
  disk_format: enumeration('diskFormat', ['ami', 'ari', 'aki', 'vhd', 'vhdx', 'vmdk', 'raw', 'qcow2', 'vdi', 'iso', 'ploop', null]),
  container_format: enumeration('containerFormat', ['ami', 'ari', 'aki', 'bare', 'ovf', 'ova', 'docker', 'compressed', null]),
  min_disk: wholeNumber('minDiskGib'),
  min_ram: wholeNumber('minRamMib'),
  protected: flag('protected'),
  os_hidden: flag('osHidden'),
  tags: (changes, value) => {
    if (!Array.isArray(value) || !value.every((tag) => typeof tag === 'string' && tag.length > 0 && tag.length <= 255)) throw refuse('tags', 'a list of texts of 1 to 255 characters');
    if (value.length > maxTags) throw new Fault('too-large', `An image has at most ${maxTags} tags.`);
    changes.tags = value as string[];
  },
};

/** Glance's own limit. */
export const maxTags = 128;
const maxNameLength = 255;
const maxValueLength = 65_535;

function setProperty(changes: ImageChanges, name: string, value: unknown): void {
  if (name === '' || name.length > maxNameLength) throw badRequest(`A property's name has 1 to ${maxNameLength} characters.`, { field: name.slice(0, 40) });
  if (typeof value !== 'string' || value.length > maxValueLength) throw refuse(name, `a text of at most ${maxValueLength} characters, as every property`);
  changes.setProperties = { ...changes.setProperties, [name]: value };
}
