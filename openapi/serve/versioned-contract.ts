/**
 * A contract as it is at one microversion. What varies says so where it stands:
 *
 * - `x-microversion: '2.26'` (from then on), `'2.1-2.56'` (both ends included) or `'-2.35'` on a property, a parameter, an
 *   answer, a form of a `oneOf`, or an operation: outside the range it is not there (an operation answers 404 then, a
 *   property is unknown, and no longer required).
 * - `x-since: { '2.37': { required: [networks] } }` on a schema: its keys take the place of the schema's own from then on,
 *   the newest last.
 *
 * The types that are made from a contract are of all versions at once: what is not in every version is optional there.
 */
import type { Contract } from '../contracts.ts';
import { compareVersions } from './microversion.ts';

interface Json {
  [key: string]: unknown;
}

/** The contract at one version, without what is not there. */
export function contractAt(contract: Contract, version: string): Contract {
  return prune(contract, (value) => isThere(contract, value, version), version) as Contract;
}

/** The contract with everything, where what varies is optional: what types are made from. */
export function contractOfAll(contract: Contract): Contract {
  return loosen(contract) as Contract;
}

/** The versions at which something begins or has just ended, ascending: between two of them nothing changes. */
export function turningPoints(contract: Contract): string[] {
  const points = new Set<string>();
  walk(contract, (node) => {
    if (typeof node['x-microversion'] === 'string') {
      const { min, max } = readRange(node['x-microversion']);
      points.add(min);
      if (max !== undefined) points.add(following(max));
    }
    if (isJson(node['x-since'])) for (const version of Object.keys(node['x-since'])) points.add(version);
    if (typeof node['x-strict-query'] === 'string') points.add(node['x-strict-query']);
  });
  return [...points].sort(compareVersions);
}

export function isWithin(range: string, version: string): boolean {
  const { min, max } = readRange(range);
  return compareVersions(version, min) >= 0 && (max === undefined || compareVersions(version, max) <= 0);
}

function readRange(range: string): { min: string; max?: string } {
  const found = /^(\d+\.\d+)?(-(\d+\.\d+))?$/.exec(range);
  if (!found || range === '') throw new TypeError(`x-microversion is '2.26', '2.1-2.56' or '-2.35', and not '${range}'`);
  const [, min = '0.0', , max] = found;
  return max === undefined ? { min } : { min, max };
}

const following = (version: string): string => {
  const [major = '2', minor = '0'] = version.split('.');
  return `${major}.${Number(minor) + 1}`;
};

type Presence = (value: unknown) => boolean;

function prune(node: unknown, present: Presence, version: string): unknown {
  if (Array.isArray(node)) return node.filter(present).map((item) => prune(item, present, version));
  if (!isJson(node)) return node;
  const result: Json = {};
  for (const [key, value] of Object.entries(merged(node, version))) {
    if (key === 'x-microversion' || key === 'x-since') continue;
    if (key === 'x-strict-query') {
      result[key] = typeof value === 'string' ? compareVersions(version, value) >= 0 : value;
      continue;
    }
    if (present(value)) result[key] = prune(value, present, version);
  }
  return withoutRequired(result, node, present);
}

function loosen(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(loosen);
  if (!isJson(node)) return node;
  const result = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, loosen(value)]));
  return withoutRequired(result, node, (property) => !(isJson(property) && 'x-microversion' in property));
}

/** Also of what it refers to: a parameter may stand among the components with its range. */
function isThere(contract: Contract, value: unknown, version: string): boolean {
  if (!isJson(value)) return true;
  const { 'x-microversion': range, $ref: ref } = value;
  if (typeof range === 'string' && !isWithin(range, version)) return false;
  return typeof ref !== 'string' || isThere(contract, referred(contract, ref), version);
}

const referred = (contract: Contract, ref: string): unknown =>
  ref.split('/').slice(1).reduce<unknown>((node, key) => (isJson(node) ? node[key.replaceAll('~1', '/').replaceAll('~0', '~')] : undefined), contract);

function merged(node: Json, version: string): Json {
  if (!isJson(node['x-since'])) return node;
  const due = Object.entries(node['x-since'])
    .filter(([since]) => compareVersions(version, since) >= 0)
    .sort(([a], [b]) => compareVersions(a, b))
    .map(([, keys]) => keys as Json);
  return Object.assign({}, node, ...due) as Json;
}

/** Takes the keys that are not there out of `required`. */
function withoutRequired(result: Json, node: Json, keep: (property: unknown) => boolean): Json {
  const { properties } = node;
  if (Array.isArray(result['required']) && isJson(properties)) {
    result['required'] = result['required'].filter((name) => keep(properties[String(name)]));
  }
  return result;
}

function walk(node: unknown, visit: (node: Json) => void): void {
  if (Array.isArray(node)) for (const item of node) walk(item, visit);
  if (!isJson(node)) return;
  visit(node);
  for (const value of Object.values(node)) walk(value, visit);
}

const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
