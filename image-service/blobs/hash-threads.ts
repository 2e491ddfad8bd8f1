/**
 * sha256 on threads beside the one that serves requests.
 *
 * Node's hash is synchronous: at 0.6 ms a MiB it would take half of the time in which a fast upload's bytes are read from
 * the socket and handed to the disk. A thread is started when the first long stream comes and ends when none came for a
 * while, so that a service which nobody uploads to holds no memory for it. Pieces lie in shared memory (slabs.ts): what is
 * sent is where they are.
 */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';

/** Beginning with what a file holds; a piece; the end. */
export type HashOrder = { stream: number } & ({ fd: number; bytes: number } | { piece: Uint8Array } | { end: true });

export interface HashAnswer {
  /** Hexadecimal, at the end. */
  digest?: string | undefined;
  error?: unknown;
}

export interface ThreadHash {
  /** When it resolves the piece was hashed and may be written over. */
  update(piece: Uint8Array): Promise<void>;
  /** Hexadecimal; nothing may follow. Every hash is ended, wanted or not. */
  digest(): Promise<string>;
}

export class HashThreads {
  readonly #threads = new Set<HashThread>();
  readonly #most: number;
  readonly #idleMs: number;

  constructor({ most = Math.max(1, Math.min(4, availableParallelism() - 1)), idleMs = 60_000 }: { most?: number; idleMs?: number } = {}) {
    this.#most = most;
    this.#idleMs = idleMs;
  }

  /** Hashes a stream whose first `bytes` are in the file `fd`, which stays open until the first `update` or the end has resolved. */
  begin(fd: number, bytes: number): ThreadHash {
    const [idlest] = [...this.#threads].sort((a, b) => a.streams - b.streams);
    const thread = idlest && (idlest.streams === 0 || this.#threads.size >= this.#most) ? idlest : this.#start();
    return thread.begin(fd, bytes);
  }

  #start(): HashThread {
    const thread = new HashThread(this.#idleMs, () => this.#threads.delete(thread));
    this.#threads.add(thread);
    return thread;
  }
}

interface Asked {
  order: HashOrder;
  resolve: (digest: string | undefined) => void;
  reject: (error: unknown) => void;
}

class HashThread {
  streams = 0;
  readonly #worker = new Worker(new URL('./hash-thread.js', import.meta.url));
  readonly #idleMs: number;
  readonly #onEnd: () => void;
  /** Not sent yet: a message wakes the thread, which costs more than what is in it, so one is on its way at a time. */
  #queue: Asked[] = [];
  #sent: Asked[] = [];
  #numbers = 0;
  #failure: { error: unknown } | undefined;
  #idle: NodeJS.Timeout | undefined;

  constructor(idleMs: number, onEnd: () => void) {
    this.#idleMs = idleMs;
    this.#onEnd = onEnd;
    this.#worker.unref();
    this.#worker.on('message', (answers: HashAnswer[]) => {
      const answered = this.#sent;
      this.#sent = [];
      this.#send();
      for (const [index, { resolve, reject }] of answered.entries()) {
        const { digest, error } = answers[index] ?? {};
        if (error === undefined) resolve(digest);
        else reject(error);
      }
    });
    this.#worker.once('error', (error) => this.#fail(error));
    this.#worker.once('exit', () => this.#fail(new Error('a thread that hashes has ended')));
  }

  begin(fd: number, bytes: number): ThreadHash {
    clearTimeout(this.#idle);
    this.streams += 1;
    this.#numbers += 1;
    const stream = this.#numbers;
    // What fails here fails the next that is asked of this stream.
    const begun = this.#ask({ stream, fd, bytes });
    begun.catch(() => undefined);
    return {
      update: async (piece) => {
        await Promise.all([begun, this.#ask({ stream, piece })]);
      },
      digest: async () => {
        const ended = this.#ask({ stream, end: true });
        try {
          const [, digest] = await Promise.all([begun, ended]);
          return digest as string;
        } finally {
          this.#ended();
        }
      },
    };
  }

  #ask(order: HashOrder): Promise<string | undefined> {
    return new Promise<string | undefined>((resolve, reject) => {
      if (this.#failure) throw this.#failure.error;
      this.#queue.push({ order, resolve, reject });
      if (this.#sent.length === 0) this.#send();
    });
  }

  #send(): void {
    this.#sent = this.#queue.splice(0);
    // A process may end while a thread idles, and not while it is waited for.
    if (this.#sent.length === 0) {
      this.#worker.unref();
      return;
    }
    this.#worker.ref();
    this.#worker.postMessage(this.#sent.map(({ order }) => order));
  }

  #ended(): void {
    this.streams -= 1;
    if (this.streams > 0) return;
    this.#idle = setTimeout(() => {
      this.#onEnd();
      void this.#worker.terminate();
    }, this.#idleMs);
    this.#idle.unref();
  }

  #fail(error: unknown): void {
    this.#failure ??= { error };
    this.#onEnd();
    for (const asked of [...this.#sent.splice(0), ...this.#queue.splice(0)]) asked.reject(error);
  }
}
