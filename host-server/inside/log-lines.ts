import { open } from 'node:fs/promises';

/** One line of a server's log. */
export interface LogLine {
  /** RFC 3339, where the log has times. */
  time?: string;
  text: string;
  /** Its end has come; a longer line comes in parts. */
  whole: boolean;
}

/**
 * Reads a line as container engines write it (Kubernetes' CRI: `time stream F|P text`); what does not look like one is
 * taken as it is.
 */
export function parseLogLine(line: string, format: 'k8s' | 'raw'): LogLine {
  if (format === 'raw') return { text: line, whole: true };
  const [, time, tag, text] = /^(\S+) std(?:out|err) ([FP])(?::\S*)? ?(.*)$/s.exec(line) ?? [];
  return time === undefined ? { text: line, whole: true } : { time, text: text ?? '', whole: tag === 'F' };
}

/** As it is shown: with its time or without, and a line's end where it has one. */
export function showLogLine({ time, text, whole }: LogLine, timestamps: boolean, continues: boolean): string {
  const head = timestamps && time !== undefined && !continues ? `${time} ` : '';
  return `${head}${text}${whole ? '\n' : ''}`;
}

/**
 * Where the last `count` lines of some files, the oldest first, begin: the index of a file and an offset in it. Files are
 * read from their ends, so that it costs what is shown and not what there is.
 */
export async function findTail(paths: readonly string[], count: number, format: 'k8s' | 'raw'): Promise<{ index: number; offset: number }> {
  let wanted = count;
  for (let index = paths.length - 1; index >= 0; index -= 1) {
    const { lines, offset } = await tailOf(paths[index] ?? '', wanted, format);
    if (lines >= wanted) return { index, offset };
    wanted -= lines;
  }
  return { index: 0, offset: 0 };
}

/** How many of the last `wanted` lines a file has, and where they begin. */
async function tailOf(path: string, wanted: number, format: 'k8s' | 'raw'): Promise<{ lines: number; offset: number }> {
  const file = await open(path, 'r').catch(whenGone);
  if (!file) return { lines: 0, offset: 0 };
  try {
    const { size } = await file.stat();
    if (wanted === 0) return { lines: 0, offset: size };
    for (let window = 64 * 1024; ; window *= 4) {
      const start = Math.max(0, size - window);
      const bytes = Buffer.alloc(size - start);
      await file.read(bytes, 0, bytes.length, start);
      const found = lastLines(bytes, wanted, format, start === 0);
      if (found.lines >= wanted || start === 0) return { lines: found.lines, offset: start + found.offset };
    }
  } finally {
    await file.close();
  }
}

/** @param fromStart the first line of `bytes` is whole, and not the end of one that began before */
function lastLines(bytes: Buffer, wanted: number, format: 'k8s' | 'raw', fromStart: boolean): { lines: number; offset: number } {
  let lines = 0;
  let offset = bytes.length;
  let end = bytes.length;
  while (end > 0) {
    const newline = end === 1 ? -1 : bytes.lastIndexOf(10, end - 2);
    if (newline < 0 && !fromStart) break;
    // The parts of a long line count once, by the last.
    const line = bytes.toString('latin1', newline + 1, bytes[end - 1] === 10 ? end - 1 : end);
    const counts = parseLogLine(line, format).whole;
    if (counts && lines === wanted) break;
    lines += counts ? 1 : 0;
    offset = newline + 1;
    end = newline + 1;
  }
  return { lines, offset };
}

function whenGone(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT') return undefined;
  throw error;
}
