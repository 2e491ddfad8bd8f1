/** For lists that are never paged. */
export const listLinks = (call: { baseUrl: string; requestPath: string }): { self: string; next: null; previous: null } => ({
  self: `${call.baseUrl}${call.requestPath}`,
  next: null,
  previous: null,
});

/** `2026-11-20T23:14:55.000000Z`: strict clients parse identity times with six digits. */
export const identityTime = (date: Date): string => date.toISOString().replace('Z', '000Z');

/** Keystone takes a flag that is there as true, unless it says no. */
export const flag = (value: string | undefined): boolean | undefined =>
  value === undefined ? undefined : !['0', 'false', 'no', 'off', 'f', 'n'].includes(value.toLowerCase());

/** Given options replace those of the same name, and null takes one away. */
export const mergeOptions = (before: Record<string, unknown>, given: Record<string, unknown> = {}): Record<string, unknown> =>
  Object.fromEntries(Object.entries({ ...before, ...given }).filter(([, value]) => value !== null));

export const isImmutable = (options: Record<string, unknown>): boolean => options['immutable'] === true;
