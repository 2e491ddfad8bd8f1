import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import type { Body, Operation } from '../../../openapi/contracts.ts';
import { Fault } from '../../../openapi/serve/fault.ts';
import { UsageError } from '../errors.ts';

type NewContainer = Body<Operation<'sampan', 'createSet'>>['containers'][number];

/** `app=IMAGE word word`, `app:NAME=value`, `app:volume:/path[:ro]`. What needs more is written into a file. */
export function containersOf({ container, env, mount }: { container: string[]; env: string[]; mount: string[] }): NewContainer[] {
  const containers = container.map(containerOf);
  const named = (name: string, option: string, text: string): NewContainer => {
    const found = containers.find((each) => each.name === name);
    if (found) return found;
    throw new UsageError(`--${option} ${text} names the container '${name}', which no --container does.`);
  };
  for (const text of env) {
    const [, name = '', key = '', value = ''] = /^([^:]*):([^=]+)=(.*)$/s.exec(text) ?? wrong('env', 'container:name=value', text);
    const to = named(name, 'env', text);
    to.env = { ...to.env, [key]: value };
  }
  for (const text of mount) {
    const [, name = '', volume = '', path = '', readOnly] = /^([^:]*):([^:]*):(\/[^:]*)(:ro)?$/.exec(text) ?? wrong('mount', 'container:volume:/path or container:volume:/path:ro', text);
    const to = named(name, 'mount', text);
    to.mounts = [...(to.mounts ?? []), { volume, path, ...(readOnly ? { read_only: true } : {}) }];
  }
  return containers;
}

/** As the API takes them: a list, or an object with `containers`. */
export async function readContainers(file: string, cwd = process.cwd()): Promise<NewContainer[]> {
  const text = await readFile(resolve(cwd, file), 'utf8').catch((error: Error) => {
    throw new Fault('bad-request', `Cannot read the containers from ${file}: ${error.message}`);
  });
  const found = parse(text) as { containers?: unknown } | unknown[] | null;
  const containers = Array.isArray(found) ? found : found?.containers;
  if (Array.isArray(containers)) return containers as NewContainer[];
  throw new Fault('bad-request', `${file} has no containers: it must be a list of them, each with a name and an image.`);
}

function containerOf(text: string): NewContainer {
  const [, name = '', image = '', command = ''] = /^([^=\s]+)=(\S+)(?:\s+(.*))?$/.exec(text) ?? wrong('container', 'name=image, with a command behind a blank', text);
  const words = command.split(/\s+/).filter((word) => word !== '');
  return { name, image, ...(words.length === 0 ? {} : { command: words }) };
}

function wrong(option: string, form: string, text: string): never {
  throw new UsageError(`--${option} is ${form}, and not ${text}.`);
}
