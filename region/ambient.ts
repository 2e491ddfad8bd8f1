import { randomBytes, randomUUID } from 'node:crypto';

/** Clock, ids and randomness, passed in so that tests decide them. */
export interface Ambient {
  now(): Date;
  uuid(): string;
  randomBytes(length: number): Buffer;
}

export const realAmbient: Ambient = {
  now: () => new Date(),
  uuid: () => randomUUID(),
  randomBytes: (length) => randomBytes(length),
};
