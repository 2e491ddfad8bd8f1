/**
 * Like Promise.all, but waits for every promise before it throws the first error: nobody goes on working on something
 * that the caller has begun to take away.
 */
export async function allDone<T extends readonly unknown[]>(promises: readonly [...{ [K in keyof T]: Promise<T[K]> }]): Promise<T> {
  await Promise.allSettled(promises);
  return (await Promise.all(promises)) as unknown as T;
}
