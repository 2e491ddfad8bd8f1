import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { badRequest } from '../../openapi/serve/fault.ts';

/** One entry below `clouds:`, with what secure.yaml adds to it. */
export interface CloudEntry {
  auth?: Record<string, unknown>;
  auth_type?: string;
  region_name?: string;
  interface?: string;
  [key: string]: unknown;
}

export interface CloudsFileOptions {
  env: Readonly<Record<string, string | undefined>>;
  cwd: string;
  /** Where system-wide files are. */
  systemDir?: string;
}

/**
 * Reads one cloud from the first clouds.yaml found (OS_CLIENT_CONFIG_FILE, ./, ~/.config/openstack/, /etc/openstack/)
 * and lays the first secure.yaml over it. Source: openstacksdk, "Configuring OpenStack SDK Applications".
 */
export async function readCloudEntry(name: string, options: CloudsFileOptions): Promise<CloudEntry> {
  const { parse } = await import('yaml');
  const read = (base: string, variable: string): Found | undefined => {
    const given = options.env[variable];
    for (const file of given ? [given] : placesOf(base, options)) {
      const text = textOf(file, given !== undefined);
      if (text !== undefined) return { file, clouds: cloudsOf(parseYaml(parse, text, file)) };
    }
    return undefined;
  };
  const clouds = read('clouds', 'OS_CLIENT_CONFIG_FILE');
  if (!clouds) throw badRequest(`Cannot use the cloud ${name}: there is no clouds.yaml in ${placesOf('clouds', options).join(', ')}.`);
  const secure = read('secure', 'OS_CLIENT_SECURE_FILE');
  const entry = clouds.clouds[name];
  if (!isTable(entry)) {
    const known = Object.keys(clouds.clouds).join(', ') || 'none';
    throw badRequest(`Cannot use the cloud ${name}: ${clouds.file} does not have it. It has: ${known}.`);
  }
  return merge(entry, secure?.clouds[name]) as CloudEntry;
}

interface Found {
  file: string;
  clouds: Record<string, unknown>;
}

function placesOf(base: string, { env, cwd, systemDir = '/etc/openstack' }: CloudsFileOptions): string[] {
  const home = env['XDG_CONFIG_HOME'] ?? (env['HOME'] === undefined ? undefined : join(env['HOME'], '.config'));
  const dirs = [cwd, ...(home === undefined ? [] : [join(home, 'openstack')]), systemDir];
  return dirs.map((dir) => join(dir, `${base}.yaml`));
}

function textOf(file: string, mustExist: boolean): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (!mustExist && (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw badRequest(`Cannot read ${file}: ${(error as Error).message}.`);
  }
}

// The parser's own message quotes the line that it could not read, and that may be a password: only its place is told.
function parseYaml(parse: (text: string) => unknown, text: string, file: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    const { linePos } = error as { linePos?: [{ line: number }] };
    throw badRequest(`Cannot read ${file}: it is not YAML${linePos ? ` (line ${linePos[0].line})` : ''}.`);
  }
}

function cloudsOf(document: unknown): Record<string, unknown> {
  const clouds = isTable(document) ? document['clouds'] : undefined;
  return isTable(clouds) ? clouds : {};
}

function merge(base: unknown, over: unknown): unknown {
  if (!isTable(base) || !isTable(over)) return over ?? base;
  const keys = new Set([...Object.keys(base), ...Object.keys(over)]);
  return Object.fromEntries([...keys].map((key) => [key, merge(base[key], over[key])]));
}

const isTable = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
