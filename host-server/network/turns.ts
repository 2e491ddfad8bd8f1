/**
 * Lets work on the same key run one after the other, in the order of asking, and work on different keys at once. An
 * observer learns which keys were worked on while it looked at the machine, so that it does not judge by an old picture.
 */
export class Turns {
  readonly #tails = new Map<string, Promise<unknown>>();
  readonly #underWay = new Map<string, number>();
  readonly #observers = new Set<Set<string>>();

  /** Takes a turn that observers hear of. */
  async change<T>(key: string, work: () => Promise<T>): Promise<T> {
    this.#underWay.set(key, (this.#underWay.get(key) ?? 0) + 1);
    for (const observer of this.#observers) observer.add(key);
    try {
      return await this.quietly(key, work);
    } finally {
      const left = (this.#underWay.get(key) ?? 1) - 1;
      if (left === 0) this.#underWay.delete(key);
      else this.#underWay.set(key, left);
    }
  }

  /** Takes a turn without being heard. */
  async quietly<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.#tails.get(key) ?? Promise.resolve();
    const mine = before.then(work, work);
    this.#tails.set(key, mine);
    try {
      return await mine;
    } finally {
      if (this.#tails.get(key) === mine) this.#tails.delete(key);
    }
  }

  isBusy(key: string): boolean {
    return this.#underWay.has(key);
  }

  /** Runs `look` with a growing set of the keys that changed since it began or were being changed then. */
  async observe<T>(look: (changed: ReadonlySet<string>) => Promise<T>): Promise<T> {
    const changed = new Set(this.#underWay.keys());
    this.#observers.add(changed);
    try {
      return await look(changed);
    } finally {
      this.#observers.delete(changed);
    }
  }
}
