/**
 * What runs in a thread of hash-threads.ts: orders are obeyed one after another, each has its answer in the same place. JavaScript, because
 * a thread starts from its file as it is, and from sources nothing would compile it on the way.
 *
 * @typedef {import('./hash-threads.ts').HashOrder} HashOrder
 * @typedef {import('./hash-threads.ts').HashAnswer} HashAnswer
 */
import { createHash } from 'node:crypto';
import { readSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';

/** @type {Map<number, import('node:crypto').Hash>} */
const hashes = new Map();

parentPort?.on('message', (orders) => parentPort?.postMessage(orders.map(obey)));

/** @type {(order: HashOrder) => HashAnswer} */
function obey(order) {
  try {
    return { digest: act(order) };
  } catch (error) {
    return { error };
  }
}

/** @type {(order: HashOrder) => string | undefined} */
function act(order) {
  if ('fd' in order) {
    hashes.set(order.stream, hashFile(order.fd, order.bytes));
    return undefined;
  }
  const hash = hashes.get(order.stream);
  // Of a stream whose beginning could not be read; that order was answered with why.
  if (!hash) return undefined;
  if ('piece' in order) {
    hash.update(order.piece);
    return undefined;
  }
  hashes.delete(order.stream);
  return hash.digest('hex');
}

/** @type {(fd: number, bytes: number) => import('node:crypto').Hash} */
function hashFile(fd, bytes) {
  const hash = createHash('sha256');
  const buffer = Buffer.allocUnsafe(1024 * 1024);
  for (let at = 0; at < bytes; ) {
    const read = readSync(fd, buffer, 0, Math.min(buffer.length, bytes - at), at);
    if (read === 0) throw new Error(`the file ends at ${at}, before ${bytes} bytes`);
    hash.update(buffer.subarray(0, read));
    at += read;
  }
  return hash;
}
