import { randomBytes } from 'node:crypto';
import { chmod, link, mkdir, open, readFile, rename, stat, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Fault, toFault } from '../../openapi/serve/fault.ts';

/** What the bootstrap leaves behind for people and for `sampan env`; snake case because shells and scripts read it. */
export interface Secrets {
  auth_url: string;
  region: string;
  admin?: Login;
  demo?: Login;
  /** By user name: sampan-region and sampan-image. */
  services: Record<string, Login>;
  /** base64 of 32 bytes; seals the signing keys in the database (key-seal.ts). */
  key_encryption_key: string;
}

export interface Login {
  user: string;
  password: string;
  project: string;
  domain: string;
}

/** undefined when there is no file; anything unreadable in its place is a fault that names it. */
export async function readSecrets(file: string): Promise<Secrets | undefined> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw toFault(error, 'internal', `Cannot read the secrets file ${file}`);
  });
  if (text === undefined) return undefined;
  const secrets = parse(text);
  if (!isSecrets(secrets)) {
    throw new Fault('internal', `The secrets file ${file} is damaged: it is not the JSON that the region wrote. Restore it, or move it away and start again.`);
  }
  return secrets;
}

/** Creates the file unless it is there, and answers what it holds: of two processes both get what the first one wrote. */
export async function createSecrets(file: string, secrets: Secrets): Promise<Secrets> {
  await mkdir(dirname(file), { recursive: true });
  const temporary = await writeTemporary(file, secrets);
  try {
    // A link, unlike a rename, fails when the name is taken.
    await link(temporary, file);
    await syncFolder(file);
    return secrets;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw toFault(error, 'internal', `Cannot create the secrets file ${file}`);
    return (await readSecrets(file)) ?? secrets;
  } finally {
    await unlink(temporary);
  }
}

/** Puts new content in place of the old one, atomically. */
export async function replaceSecrets(file: string, secrets: Secrets): Promise<void> {
  const temporary = await writeTemporary(file, secrets);
  await rename(temporary, file);
  await syncFolder(file);
}

/** Takes the file away from group and others; answers whether they had had access. */
export async function closeSecrets(file: string): Promise<boolean> {
  const { mode } = await stat(file);
  if ((mode & 0o077) === 0) return false;
  await chmod(file, 0o600);
  return true;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    // The parser's words quote the text, which is secret: they go no further.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function isSecrets(value: unknown): value is Secrets {
  const { key_encryption_key: key, services } = Object(value) as Partial<Secrets>;
  return typeof key === 'string' && Buffer.from(key, 'base64').length === 32 && typeof services === 'object' && services !== null;
}

async function writeTemporary(file: string, secrets: Secrets): Promise<string> {
  const temporary = `${file}.${randomBytes(6).toString('hex')}.new`;
  try {
    const handle = await open(temporary, 'wx', 0o600);
    try {
      await handle.writeFile(`${JSON.stringify(secrets, null, 2)}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    return temporary;
  } catch (error) {
    throw toFault(error, 'internal', `Cannot write the secrets file beside ${file}`);
  }
}

async function syncFolder(file: string): Promise<void> {
  const folder = await open(dirname(file), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
