/**
 * A server's log as text, as it stands or going on with what comes. The driver says where it lies and how it is written;
 * whoever rotates it renames the file, so a follower reads on to the end of the one that it has open before it takes the
 * new one.
 */
import { watch } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { Readable } from 'node:stream';
import { notFound } from '../../openapi/serve/fault.ts';
import type { HandlerOf } from '../../openapi/serve/handler.ts';
import type { HostCore } from '../core.ts';
import type { Driver } from '../drivers/driver.ts';
import { findServer } from '../servers/spec-store.ts';
import { findTail, parseLogLine, showLogLine } from './log-lines.ts';

export interface LogQuery {
  /** Of a set. */
  member?: string;
  tail?: number;
  since?: string;
  follow?: boolean;
  timestamps?: boolean;
}

/** Also of a server that is gone, for as long as a driver keeps its log. */
export const readHostLog =
  (core: () => HostCore): HandlerOf<'host', 'readHostLog'> =>
  async ({ path, query, signal }) => {
    const { db, drivers } = core();
    const record = await findServer(db, path.id);
    const known = record && drivers.get(record.spec.kind);
    const driver = known ?? (await driverWithLog(drivers, path.id, query.member));
    if (!driver) throw notFound('server', path.id);
    const goesOn = async (): Promise<boolean> => {
      const now = await findServer(db, path.id);
      return now?.spec.desired === 'running' || now?.spec.desired === 'paused' || now?.spec.desired === 'suspended';
    };
    const stream = Readable.from(logText(driver, path.id, query, { signal, goesOn }), { objectMode: false });
    return { status: 200, stream, headers: { 'Content-Type': 'text/plain; charset=utf-8' } };
  };

async function driverWithLog(drivers: ReadonlyMap<string, Driver>, id: string, member: string | undefined): Promise<Driver | undefined> {
  for (const driver of drivers.values()) if ((await driver.logFiles(id, member)).paths.length > 0) return driver;
  return undefined;
}

export interface Following {
  signal: AbortSignal;
  /** Whether more may come, once there is nothing new. */
  goesOn: () => Promise<boolean>;
}

export async function* logText(driver: Pick<Driver, 'logFiles'>, id: string, query: LogQuery, following: Following): AsyncGenerator<string> {
  // A stream takes no empty text.
  for await (const text of shownLines(driver, id, query, following)) if (text !== '') yield text;
}

async function* shownLines(driver: Pick<Driver, 'logFiles'>, id: string, query: LogQuery, following: Following): AsyncGenerator<string> {
  const { member, tail, since, follow = false, timestamps = false } = query;
  const { format, paths } = await driver.logFiles(id, member);
  const from = tail === undefined ? { index: 0, offset: 0 } : await findTail(paths, tail, format);
  let continues = false;
  const show = (line: string): string => {
    const parsed = parseLogLine(line, format);
    if (since !== undefined && parsed.time !== undefined && Date.parse(parsed.time) < Date.parse(since)) return '';
    const shown = showLogLine(parsed, timestamps, continues);
    continues = !parsed.whole;
    return shown;
  };
  const last = paths.length - 1;
  for (let index = from.index; index < last; index += 1) {
    for await (const line of linesOf(paths[index] ?? '', index === from.index ? from.offset : 0)) yield show(line);
  }
  const newest = paths[last];
  const offset = from.index === last ? from.offset : 0;
  if (!follow) {
    if (newest !== undefined) for await (const line of linesOf(newest, offset)) yield show(line);
    return;
  }
  const path = newest ?? (await driver.logFiles(id, member)).paths.at(-1);
  if (path !== undefined) for await (const line of followLines(path, offset, following)) yield show(line);
}

async function* linesOf(path: string, offset: number): AsyncGenerator<string> {
  const file = await open(path, 'r').catch(whenGone);
  if (!file) return;
  try {
    const reader = new LineReader(file, offset);
    for (let lines = await reader.read(); lines.length > 0; lines = await reader.read()) yield* lines;
    yield* reader.rest();
  } finally {
    await file.close();
  }
}

/** How long nothing need happen before it is asked whether anything more can come. */
const quietMs = 1_000;

async function* followLines(path: string, offset: number, { signal, goesOn }: Following): AsyncGenerator<string> {
  const news = newsOf(path, signal);
  let file = await open(path, 'r').catch(whenGone);
  let reader = file && new LineReader(file, offset);
  try {
    while (!signal.aborted) {
      const lines = (await reader?.read()) ?? [];
      yield* lines;
      if (lines.length > 0) continue;
      const next = await replaced(path, file);
      if (next) {
        // What came between the last read and the rotation.
        yield* (await reader?.read()) ?? [];
        await file?.close();
        file = next;
        reader = new LineReader(file, 0);
        continue;
      }
      if (!(await news.next(quietMs)) && !(await goesOn())) {
        yield* (await reader?.read()) ?? [];
        yield* reader?.rest() ?? [];
        return;
      }
    }
  } finally {
    news.end();
    await file?.close();
  }
}

/** The file that is there now under the name, when it is another one or was begun anew. */
async function replaced(path: string, file: FileHandle | undefined): Promise<FileHandle | undefined> {
  const now = await stat(path).catch(whenGone);
  if (!now) return undefined;
  const held = await file?.stat();
  return held?.ino === now.ino && held.dev === now.dev ? undefined : open(path, 'r').catch(whenGone);
}

interface News {
  /** True when something happened to the file within the time. */
  next(timeoutMs: number): Promise<boolean>;
  end(): void;
}

function newsOf(path: string, signal: AbortSignal): News {
  let wake: () => void = () => undefined;
  let seen = false;
  const tell = (): void => {
    seen = true;
    wake();
  };
  const watcher = watch(dirname(path), (_, name) => {
    if (name === null || name === basename(path)) tell();
  });
  watcher.on('error', tell); // The folder went: the next look finds out.
  signal.addEventListener('abort', tell, { once: true });
  return {
    async next(timeoutMs) {
      if (!seen) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, timeoutMs);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      const was = seen;
      seen = false;
      return was;
    },
    end: () => watcher.close(),
  };
}

/** Whole lines from an offset on. A file that was cut short below what was read is read from its start. */
class LineReader {
  readonly #file: FileHandle;
  #at: number;
  #rest = Buffer.alloc(0);

  constructor(file: FileHandle, offset: number) {
    this.#file = file;
    this.#at = offset;
  }

  /** The next lines, none at the end of what there is. */
  async read(): Promise<string[]> {
    for (;;) {
      const block = Buffer.alloc(64 * 1024);
      const { bytesRead } = await this.#file.read(block, 0, block.length, this.#at);
      if (bytesRead === 0) {
        const { size } = await this.#file.stat();
        if (size >= this.#at) return [];
        this.#at = 0;
        this.#rest = Buffer.alloc(0);
        continue;
      }
      this.#at += bytesRead;
      const all = Buffer.concat([this.#rest, block.subarray(0, bytesRead)]);
      const end = all.lastIndexOf(10);
      // A guest may write for ever without a line's end.
      const cut = end < 0 && all.length > 1024 * 1024 ? all.length : end + 1;
      this.#rest = Buffer.from(all.subarray(cut));
      if (cut > 0) return all.toString('utf8', 0, end === cut - 1 ? end : cut).split('\n');
    }
  }

  /** What stands behind the last line's end. */
  *rest(): Generator<string> {
    if (this.#rest.length > 0) yield this.#rest.toString('utf8');
  }
}

function whenGone(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT') return undefined;
  throw error;
}
