import { chmod, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Fault } from '../openapi/serve/fault.ts';

/** Who this host is to its region: what joining gave it. Kept in `<state>/host.json`, for root only. */
export interface HostRecord {
  hostId: string;
  regionUrl: string;
  credential: { userId: string; password: string; projectId: string };
}

export const hostRecordFile = (stateDir: string): string => join(stateDir, 'host.json');

export async function readHostRecord(stateDir: string): Promise<HostRecord | undefined> {
  const file = hostRecordFile(stateDir);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new Fault('internal', `Cannot read ${file}: ${(error as Error).message}.`, { cause: error });
  }
  const record = parse(text) as Partial<HostRecord> | undefined;
  const { userId, password, projectId } = record?.credential ?? {};
  if (record?.hostId && record.regionUrl && userId && password && projectId) return record as HostRecord;
  throw new Fault('internal', `${file} does not hold a host's credential. Restore it from a backup, or remove it and join again with a new join token.`);
}

/**
 * Proves that the record can be written, before anything is asked that cannot be asked twice. Answers what writes it:
 * whole or not at all, and on the disk when it resolves.
 */
export async function prepareHostRecord(stateDir: string): Promise<(record: HostRecord) => Promise<void>> {
  const file = hostRecordFile(stateDir);
  const draft = `${file}.new`;
  try {
    await mkdir(stateDir, { recursive: true, mode: 0o711 });
    await writeDurably(draft, '');
  } catch (error) {
    throw new Fault('internal', `Cannot write ${draft}: ${(error as Error).message}. The join token was not used; make room or rights, and try again.`, { cause: error });
  }
  return async (record) => {
    await writeDurably(draft, `${JSON.stringify(record, null, 2)}\n`);
    await rename(draft, file);
    await syncFolder(dirname(file));
  };
}

export async function discardDraft(stateDir: string): Promise<void> {
  await rm(`${hostRecordFile(stateDir)}.new`, { force: true });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

async function writeDurably(path: string, text: string): Promise<void> {
  const handle = await open(path, 'w', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await chmod(path, 0o600);
}

async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
