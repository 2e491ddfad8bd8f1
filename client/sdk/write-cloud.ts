import { randomUUID } from 'node:crypto';
import { chmod, mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { badRequest, toFault } from '../../openapi/serve/fault.ts';
import type { CloudEntry } from './clouds-file.ts';

/** The user's own clouds.yaml: `$XDG_CONFIG_HOME/openstack/clouds.yaml`, else below `~/.config`; OS_CLIENT_CONFIG_FILE beats both. */
export function ownCloudsFile(env: Readonly<Record<string, string | undefined>>): string {
  const given = env['OS_CLIENT_CONFIG_FILE'];
  if (given) return given;
  const base = env['XDG_CONFIG_HOME'] ?? (env['HOME'] ? join(env['HOME'], '.config') : undefined);
  if (base === undefined) throw badRequest('There is no place for clouds.yaml: neither XDG_CONFIG_HOME nor HOME is set.');
  return join(base, 'openstack', 'clouds.yaml');
}

/**
 * Puts one cloud into a clouds.yaml, in place of one of that name; other clouds and comments stay as they are. The file
 * is its owner's alone (0600) and is never seen half written. Answers the entry that was there before.
 */
export async function writeCloud(file: string, name: string, entry: CloudEntry): Promise<CloudEntry | undefined> {
  const { parseDocument } = await import('yaml');
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw toFault(error, 'bad-request', `Cannot read ${file}`);
  });
  const document = parseDocument(text);
  // The parser's words quote the text, which may hold passwords.
  if (document.errors.length > 0) throw badRequest(`Cannot add a cloud to ${file}: it is not YAML. Repair it or move it away.`);
  const before = document.getIn(['clouds', name]) === undefined ? undefined : (Object(document.toJS()) as { clouds: Record<string, CloudEntry> }).clouds[name];
  document.setIn(['clouds', name], document.createNode(entry));
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const temporary = `${file}.${randomUUID()}`;
  const handle = await open(temporary, 'wx', 0o600);
  try {
    await handle.writeFile(document.toString());
    await handle.sync();
  } finally {
    await handle.close();
  }
  await chmod(temporary, 0o600);
  await rename(temporary, file);
  return before;
}
