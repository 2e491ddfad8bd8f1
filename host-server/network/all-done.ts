/**
 * Like Promise.all, but waits for every promise before it throws the first error: nobody goes on working on something
 * that the caller has begun to take away.
 */
export async function allDone<const T extends readonly Promise<unknown>[]>(promises: T): Promise<Results<T>> {
  await Promise.allSettled(promises);
  return (await Promise.all(promises)) as Results<T>;
}

type Results<T extends readonly Promise<unknown>[]> = { -readonly [K in keyof T]: Awaited<T[K]> };
