/** Answers whether it came in time, and before `hurry` aborted. */
export async function within(event: Promise<void>, timeoutMs: number, hurry?: AbortSignal): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), timeoutMs);
    hurry?.addEventListener('abort', () => resolve(false), { once: true });
  });
  try {
    return await Promise.race([event.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Looks until it is so, for that long at most. */
export async function settled(isSo: () => Promise<boolean>, timeoutMs: number): Promise<boolean> {
  for (const deadline = Date.now() + timeoutMs; Date.now() < deadline; await new Promise((resolve) => setTimeout(resolve, 2))) {
    if (await isSo()) return true;
  }
  return isSo();
}
