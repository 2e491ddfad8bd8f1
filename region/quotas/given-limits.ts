import { badRequest } from '../../openapi/serve/fault.ts';
import { countedResources } from './quota-resources.ts';
import type { Amounts } from './quota-store.ts';

export interface GivenLimits {
  counted: Partial<Amounts>;
  others: Record<string, number>;
}

/** Limits as numbers, parted into those of the project's row and the others; throws 400 for one out of range. */
export function givenLimits(root: string, given: Readonly<Record<string, string | number | undefined>>): GivenLimits {
  const result: GivenLimits = { counted: {}, others: {} };
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined) continue;
    const limit = limitOf(root, name, value);
    const counted = countedResources[name as keyof typeof countedResources];
    if (counted === undefined) result.others[name] = limit;
    else result.counted[counted] = limit;
  }
  return result;
}

/** From -1 (unlimited) to the largest that is kept. */
function limitOf(root: string, name: string, given: string | number): number {
  const limit = Number(given);
  if (limit >= -1 && limit <= 0x7fff_ffff) return limit;
  throw badRequest(`Quota limit ${given} for ${name} must be in the range of -1 and ${0x7fff_ffff}.`, { field: `${root}.${name}` });
}
