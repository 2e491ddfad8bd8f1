import type { UpWalk } from './step.ts';

/** What the layers step left; that it is there is the order of steps.ts. */
export function imageOf(walk: UpWalk): NonNullable<UpWalk['image']> {
  if (!walk.image) throw new TypeError('the layers step comes before those that need the image');
  return walk.image;
}
