/**
 * `PATCH /v2/images/{id}`: a list of operations in one of two dialects.
 *
 * v2.1 is JSON patch (RFC 6902) with paths of one step, `{"op": "replace", "path": "/name", "value": "x"}`; v2.0 writes the
 * operation as the key, `{"replace": "/name", "value": "x"}`. They are folded, in order, into one set of changes, so that
 * two patches of different attributes never undo each other.
 */
import { badRequest, conflict, forbidden } from '../../openapi/serve/fault.ts';
import { isBaseAttribute, requireWritable, setAttribute } from './image-attributes.ts';
import type { ImageChanges } from './image-store.ts';

interface Operation {
  op: 'add' | 'replace' | 'remove';
  name: string;
  value: unknown;
}

/** `properties` are those that the image has: `replace` and `remove` of another one is a 409. */
export function readPatch(operations: readonly Record<string, unknown>[], properties: Readonly<Record<string, string>>): ImageChanges {
  const changes: ImageChanges = {};
  const present = new Set(Object.keys(properties));
  for (const { op, name, value } of operations.map(readOperation)) {
    requireWritable(name);
    if (!isBaseAttribute(name) && op !== 'add' && !present.has(name)) throw conflict(`Property ${name} does not exist.`, { property: name });
    if (op === 'remove') {
      removeProperty(changes, name);
      present.delete(name);
    } else {
      setAttribute(changes, name, value);
      changes.removeProperties = (changes.removeProperties ?? []).filter((removed) => removed !== name);
      present.add(name);
    }
  }
  return changes;
}

function removeProperty(changes: ImageChanges, name: string): void {
  if (isBaseAttribute(name)) throw forbidden(`Property ${name} could not be removed.`, { attribute: name });
  changes.setProperties = Object.fromEntries(Object.entries(changes.setProperties ?? {}).filter(([key]) => key !== name));
  changes.removeProperties = [...(changes.removeProperties ?? []), name];
}

const words = ['add', 'replace', 'remove'] as const;

function readOperation(operation: Record<string, unknown>, index: number): Operation {
  const old = words.filter((word) => word in operation && operation['op'] === undefined);
  const op = operation['op'] ?? old[0];
  const path = operation['op'] === undefined ? operation[String(op)] : operation['path'];
  if (old.length > 1 || !words.includes(op as Operation['op'])) {
    throw badRequest(`Operation ${index} of the patch is not one of add, replace, remove.`, { field: `[${index}]` });
  }
  const { value } = operation;
  if (op !== 'remove' && value === undefined) throw badRequest(`Operation ${index} of the patch has no value.`, { field: `[${index}].value` });
  return { op: op as Operation['op'], name: readPath(path, index), value };
}

function readPath(path: unknown, index: number): string {
  if (typeof path !== 'string' || !path.startsWith('/') || path.endsWith('/') || path.includes('//')) {
    throw badRequest(`The path of operation ${index} of the patch is not /<attribute>.`, { field: `[${index}].path` });
  }
  if (path.slice(1).includes('/')) throw badRequest(`The path ${path.slice(0, 80)} of the patch has more than one step: set the whole attribute.`, { field: `[${index}].path` });
  return path.slice(1).replaceAll('~1', '/').replaceAll('~0', '~');
}
