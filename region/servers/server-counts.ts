import { badRequest } from '../../openapi/serve/fault.ts';

export interface ServerCounts {
  min: number;
  max: number;
}

/** Servers that one request makes at most: they are accepted in one transaction, and a row of each in one statement. */
export const mostServersAtOnce = 500;

/** How many servers a request asks for. More than can be made at once is cut where the least number allows it, else a 400. */
export function serverCounts({ min_count: least, max_count: most }: { min_count?: string | number; max_count?: string | number }): ServerCounts {
  const min = Number(least ?? 1);
  const max = Number(most ?? min);
  if (min > max) throw badRequest(`min_count must be <= max_count, and ${min} is more than ${max}.`);
  if (min > mostServersAtOnce) throw badRequest(`min_count is ${min}, and one request makes at most ${mostServersAtOnce} servers: send several.`);
  return { min, max: Math.min(max, mostServersAtOnce) };
}
