import { readFile } from 'node:fs/promises';

/** The name in runc's words for a program that cannot be run, which are about the image; everything else is about the host. */
export function programFault(reason: string): string | undefined {
  const found = /exec: "?([^":]+)"?: (executable file not found|stat |permission denied|is a directory)|exec (\S+): (no such file|permission denied|exec format)/.exec(reason);
  return found ? (found[1] ?? found[3] ?? '') : undefined;
}

/** runc's log holds JSON lines; the last error is the reason. Empty when there is none. */
export async function lastRuncError(path: string): Promise<string> {
  const lines = (await readFile(path, 'utf8').catch(whenMissing)).trim().split('\n');
  const last = lines.reverse().find(line => line.includes('"level":"error"')) ?? '';
  const text = /"msg":("(?:[^"\\]|\\.)*")/.exec(last)?.[1];
  return text === undefined ? '' : (JSON.parse(text) as string);
}

function whenMissing(error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOENT') return '';
  throw error;
}
