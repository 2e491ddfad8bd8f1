import { SeveralFailed } from './errors.ts';

/**
 * Does the same for several things at once, at most eight at a time, and goes on when one fails. A single failure is
 * thrown as it is; of several each is thrown within one `SeveralFailed`.
 */
export async function eachOf<Item, Result>(items: readonly Item[], work: (item: Item) => Promise<Result>): Promise<Result[]> {
  const { default: pLimit } = await import('p-limit');
  const limit = pLimit(8);
  const settled = await Promise.allSettled(items.map((item) => limit(() => work(item))));
  const errors = settled.flatMap((each) => (each.status === 'rejected' ? [each.reason as unknown] : []));
  if (errors.length === 1) throw errors[0];
  if (errors.length > 1) throw new SeveralFailed(errors);
  return settled.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
}
