import { readFile } from 'node:fs/promises';

/** The name in a runtime's words for a program that cannot be run, which are about the image; everything else is about the host. */
export function programFault(reason: string): string | undefined {
  const found = runcsWords.exec(reason) ?? crunsWords.exec(reason);
  return found?.groups?.['program'] ?? found?.groups?.['late'];
}

const runcsWords = /exec: "?(?<program>[^":]+)"?: (executable file not found|stat |permission denied|is a directory)|exec (?<late>\S+): (no such file|permission denied|exec format)/;
const crunsWords = /executable file `(?<program>.+)` not found|exec container process(?: \([^)]*\))? `(?<late>.+)`/;

/** A runtime's log holds JSON lines; the last error is the reason. Empty when there is none. */
export async function lastRuntimeError(path: string): Promise<string> {
  const lines = (await readFile(path, 'utf8').catch(whenMissing)).trim().split('\n');
  const last = lines.reverse().find(line => line.includes('"level":"error"')) ?? '';
  const text = /"msg":("(?:[^"\\]|\\.)*")/.exec(last)?.[1];
  return text === undefined ? '' : (JSON.parse(text) as string);
}

function whenMissing(error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOENT') return '';
  throw error;
}
