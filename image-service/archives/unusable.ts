import { Fault } from '../../openapi/serve/fault.ts';

/** What was uploaded cannot become an image; the message says what is wrong with the archive and how to make a good one. */
export const unusable = (message: string, cause?: unknown): Fault => new Fault('image-unusable', message, cause === undefined ? {} : { cause });
