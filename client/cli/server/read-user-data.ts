import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Fault } from '../../../openapi/serve/fault.ts';

/** A file's bytes as base64. */
export async function readUserData(file: string | undefined, cwd = process.cwd()): Promise<string | undefined> {
  if (file === undefined) return undefined;
  const bytes = await readFile(resolve(cwd, file)).catch((error: Error) => {
    throw new Fault('bad-request', `Cannot read the user data from ${file}: ${error.message}`);
  });
  return bytes.toString('base64');
}
