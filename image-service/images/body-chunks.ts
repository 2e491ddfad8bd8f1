import type { Readable } from 'node:stream';

/** So much waits in memory for its reader; then the client waits. */
const waitingBytes = 512 * 1024;

/**
 * The chunks of a request's body as they come. Its own iterator would stop and start the connection at each of them, and
 * drop what came just before it was cut off; here all that came is there before the failure. It leaves the body open when
 * its reader stops early.
 */
export async function* bodyChunks(body: Readable): AsyncIterable<Buffer> {
  const waiting: Buffer[] = [];
  let bytes = 0;
  let end: { error?: Error } | undefined;
  let wake = (): void => undefined;
  const onData = (chunk: Buffer): void => {
    waiting.push(chunk);
    bytes += chunk.length;
    if (bytes >= waitingBytes) body.pause();
    wake();
  };
  const onEnd = (): void => {
    end ??= {};
    wake();
  };
  const onError = (error: Error): void => {
    end ??= { error };
    wake();
  };
  const onClose = (): void => onError(body.errored ?? new Error('the connection was closed'));
  if (body.readableEnded) return;
  body.on('data', onData).once('end', onEnd).on('error', onError).once('close', onClose).resume();
  if (body.destroyed) onClose();
  try {
    for (;;) {
      for (let chunk = waiting.shift(); chunk; chunk = waiting.shift()) {
        bytes -= chunk.length;
        if (bytes < waitingBytes && body.isPaused()) body.resume();
        yield chunk;
      }
      if (end?.error) throw end.error;
      if (end) return;
      await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    body.off('data', onData).off('end', onEnd).off('error', onError).off('close', onClose).pause();
  }
}
