import type { Progress } from '../progress.ts';

export interface TransferOptions {
  progress: Progress;
  what: string;
  /** Undefined where nobody knows, as with a pipe. */
  totalBytes: number | undefined;
  /** What went by in an earlier try. */
  beforeBytes?: number;
  now?: () => number;
}

/** Passes the bytes on and tells how many went by, how fast, and how long the rest will take. */
export async function* tellTransfer(source: AsyncIterable<Uint8Array>, options: TransferOptions): AsyncGenerator<Uint8Array, void, void> {
  const { progress, what, totalBytes, beforeBytes = 0, now = Date.now } = options;
  const started = now();
  let bytes = beforeBytes;
  let told = 0;
  for await (const chunk of source) {
    bytes += chunk.length;
    yield chunk;
    if (now() - told < 100) continue;
    told = now();
    progress.show(transferLine({ what, bytes, totalBytes, beforeBytes, elapsedMs: told - started }));
  }
  progress.show(`${what}: ${sizeText(bytes)}, finishing`);
}

export interface TransferState {
  what: string;
  bytes: number;
  totalBytes: number | undefined;
  elapsedMs: number;
  beforeBytes?: number;
}

/** `busybox: 12.0 of 48.0 MiB, 6.0 MiB/s, 6 s left`. */
export function transferLine({ what, bytes, totalBytes, elapsedMs, beforeBytes = 0 }: TransferState): string {
  const bytesPerMs = elapsedMs > 0 ? (bytes - beforeBytes) / elapsedMs : 0;
  const rate = `${sizeText(bytesPerMs * 1000)}/s`;
  if (totalBytes === undefined) return `${what}: ${sizeText(bytes)}, ${rate}`;
  const left = bytesPerMs > 0 ? `, ${Math.ceil((totalBytes - bytes) / bytesPerMs / 1000)} s left` : '';
  return `${what}: ${sizeText(bytes)} of ${sizeText(totalBytes)}, ${rate}${left}`;
}

export function sizeText(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;
  const power = bytes < 1 ? 0 : Math.min(Math.floor(Math.log2(bytes) / 10), units.length - 1);
  return power === 0 ? `${Math.round(bytes)} B` : `${(bytes / 1024 ** power).toFixed(1)} ${units[power] ?? ''}`;
}
