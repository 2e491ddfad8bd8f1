const minuteMs = 60_000;

/** How long what was pushed, mounted or asked for stays without a reference: a push's manifest comes last. */
export const protectedUntil = (now: () => Date): string => new Date(now().getTime() + 60 * minuteMs).toISOString();

/** Protection that lasts at least this long is not renewed, so that reads write little. */
export const protectedEnough = (now: () => Date): string => new Date(now().getTime() + 30 * minuteMs).toISOString();
