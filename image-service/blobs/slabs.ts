/**
 * Pieces of memory that threads share, lent to whoever writes: each is filled, written and hashed at the same time, and
 * given back. They are held for as long as the disk takes, never while a client is waited for, so a few serve any number
 * of uploads, and everyone's turn comes.
 */
export const slabBytes = 1024 * 1024;

export class Slabs {
  readonly #free: Buffer[] = [];
  readonly #waiting: ((slab: Buffer) => void)[] = [];
  #made = 0;
  readonly #most: number;

  constructor(most = 16) {
    this.#most = most;
  }

  async take(): Promise<Buffer> {
    const slab = this.#free.pop();
    if (slab) return slab;
    if (this.#made < this.#most) {
      this.#made += 1;
      return Buffer.from(new SharedArrayBuffer(slabBytes));
    }
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  give(slab: Buffer): void {
    const next = this.#waiting.shift();
    if (next) next(slab);
    else this.#free.push(slab);
  }
}
