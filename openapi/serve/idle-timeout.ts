import type { IncomingMessage } from 'node:http';
import { Fault } from './fault.ts';

/**
 * Ends an upload that brought no byte for `idleMs`. The server's own limits on the whole request are off for uploads,
 * because a large image over a slow line may take hours. An upload that waits for its reader (full buffer) is not idle.
 */
export function limitIdleUpload(request: IncomingMessage, idleMs: number): void {
  let seen = request.socket.bytesRead;
  let since = Date.now();
  const timer = setInterval(() => {
    if (request.complete || request.destroyed) {
      clearInterval(timer);
      return;
    }
    const readerIsSlow = request.readableLength >= request.readableHighWaterMark;
    if (request.socket.bytesRead !== seen || readerIsSlow) {
      seen = request.socket.bytesRead;
      since = Date.now();
    } else if (Date.now() - since >= idleMs) {
      clearInterval(timer);
      request.destroy(new Fault('timeout', `The upload brought no byte for ${idleMs} ms: it was given up. Send it again.`));
    }
  }, Math.max(10, idleMs / 4));
  timer.unref();
  request.once('close', () => clearInterval(timer));
}
