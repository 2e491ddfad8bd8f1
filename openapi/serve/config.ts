/**
 * Configuration as data: a service lists its keys once, and reading, checking, defaults and help come from that list.
 *
 * A value is taken from the overrides (command line), else from the environment, else from the file, else from its
 * default. In a file (YAML or JSON) a key is written in snake case: `listenPort` is `listen_port`. A secret may be given
 * as the path of a file by its variable's name with `_FILE` behind it, so that it need not stand in an environment.
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import { Fault } from './fault.ts';

export interface ConfigKey {
  env: string;
  type: keyof ConfigTypes;
  help: string;
  /** A key without a default must be given, unless it is `optional`. Defaults are written as in the environment. */
  default?: string;
  optional?: true;
  /** Never shown in help or errors. */
  secret?: true;
  oneOf?: readonly string[];
  min?: number;
  max?: number;
}

export type ConfigSchema = Readonly<Record<string, ConfigKey>>;

interface ConfigTypes {
  string: string;
  int: number;
  bool: boolean;
  url: string;
  list: string[];
  path: string;
}

export type Config<S extends ConfigSchema> = {
  [K in keyof S]: S[K] extends { optional: true } ? ConfigTypes[S[K]['type']] | undefined : ConfigTypes[S[K]['type']];
};

export interface ConfigSources {
  env: Readonly<Record<string, string | undefined>>;
  /** Path of a YAML or JSON file. */
  file?: string | undefined;
  /** By schema key, as text. */
  overrides?: Readonly<Record<string, string | undefined>>;
}

/** Reads and checks a service's configuration; every fault names the key and where its value came from. */
export function readConfig<const S extends ConfigSchema>(schema: S, sources: ConfigSources): Config<S> {
  const fromFile = sources.file === undefined ? {} : readConfigFile(schema, sources.file);
  const config: Record<string, unknown> = {};
  for (const [name, key] of Object.entries(schema)) {
    const found = findValue(name, key, sources, fromFile);
    if (found) config[name] = convert(name, key, found);
    else if (key.optional) config[name] = undefined;
    else throw new Fault('bad-request', `Configuration ${snake(name)} is missing: set ${key.env} or ${snake(name)} in the file (${key.help}).`);
  }
  return config as Config<S>;
}

/** One line a key for `--help`: variable, key in the file, type, default, meaning. */
export function describeConfig(schema: ConfigSchema): string[] {
  const width = Math.max(...Object.values(schema).map((key) => key.env.length));
  return Object.entries(schema).map(([name, key]) => {
    const fallback = key.default === undefined ? (key.optional ? 'optional' : 'required') : `default ${key.secret ? '(secret)' : key.default || '""'}`;
    const kind = key.oneOf ? key.oneOf.join('|') : key.type;
    return `${key.env.padEnd(width)}  ${key.help} (${kind}, ${fallback}; in the file: ${snake(name)})`;
  });
}

interface Found {
  value: unknown;
  source: string;
}

function findValue(name: string, key: ConfigKey, sources: ConfigSources, fromFile: Record<string, unknown>): Found | undefined {
  const override = sources.overrides?.[name];
  if (override !== undefined) return { value: override, source: 'the command line' };
  const fromEnv = sources.env[key.env];
  if (fromEnv !== undefined && fromEnv !== '') return { value: fromEnv, source: key.env };
  const secretFile = key.secret ? sources.env[`${key.env}_FILE`] : undefined;
  if (secretFile) return { value: readText(secretFile, `${key.env}_FILE`).trim(), source: `${key.env}_FILE` };
  const inFile = fromFile[snake(name)];
  if (inFile !== undefined && inFile !== null) return { value: inFile, source: sources.file ?? 'the file' };
  return key.default === undefined ? undefined : { value: key.default, source: 'its default' };
}

function readConfigFile(schema: ConfigSchema, file: string): Record<string, unknown> {
  const text = readText(file, 'the configuration file');
  let document: unknown;
  try {
    document = parse(text);
  } catch (error) {
    throw new Fault('bad-request', `Cannot read the configuration file ${file}: it is neither YAML nor JSON.`, { cause: error });
  }
  if (document === null || document === undefined) return {};
  if (typeof document !== 'object' || Array.isArray(document)) throw new Fault('bad-request', `The configuration file ${file} is not a table of keys.`);
  const known = new Set(Object.keys(schema).map(snake));
  const unknown = Object.keys(document).filter((key) => !known.has(key));
  if (unknown.length > 0) {
    throw new Fault('bad-request', `The configuration file ${file} has unknown keys: ${unknown.join(', ')}. Known are ${[...known].join(', ')}.`);
  }
  return document as Record<string, unknown>;
}

function readText(file: string, what: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new Fault('bad-request', `Cannot read ${file}, named by ${what}: ${error instanceof Error ? error.message : String(error)}.`, { cause: error });
  }
}

function convert(name: string, key: ConfigKey, found: Found): unknown {
  const text = Array.isArray(found.value) ? found.value.join(',') : String(found.value);
  const refuse = (expected: string): never => {
    const shown = key.secret ? 'a secret' : JSON.stringify(text);
    throw new Fault('bad-request', `Configuration ${snake(name)} from ${found.source} must be ${expected}, and is ${shown}.`, { details: { key: name } });
  };
  if (key.oneOf && !key.oneOf.includes(text)) return refuse(`one of ${key.oneOf.join(', ')}`);
  switch (key.type) {
    case 'string':
      return text;
    case 'path':
      return resolve(text);
    case 'list':
      return text.split(',').map((item) => item.trim()).filter((item) => item !== '');
    case 'bool':
      return booleans[text.toLowerCase()] ?? refuse('true or false');
    case 'url':
      return URL.canParse(text) ? text.replace(/\/+$/, '') : refuse('an absolute URL');
    case 'int': {
      const number = Number(text);
      const low = key.min ?? Number.MIN_SAFE_INTEGER;
      const high = key.max ?? Number.MAX_SAFE_INTEGER;
      const fits = text.trim() !== '' && Number.isSafeInteger(number) && number >= low && number <= high;
      return fits ? number : refuse(`a whole number${key.min === undefined ? '' : ` from ${low}`}${key.max === undefined ? '' : ` to ${high}`}`);
    }
  }
}

const booleans: Record<string, boolean> = { true: true, yes: true, on: true, 1: true, false: false, no: false, off: false, 0: false };

const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
