import type { Contract } from '../contracts.ts';
import { compareVersions } from './microversion.ts';
import { listOperations } from './operations.ts';
import type { OperationInfo } from './operations.ts';
import { createValidators } from './validate.ts';
import type { RequestValidator } from './validate.ts';
import { contractAt, turningPoints } from './versioned-contract.ts';

/** An operation as it is at one version. */
export interface VersionedOperation {
  operation: OperationInfo;
  validator: RequestValidator;
}

export interface ContractVersions {
  /** `undefined` where the operation is not there at this version. */
  find(operationId: string, version: string | undefined): VersionedOperation | undefined;
}

/**
 * The operations of a contract at any version. Versions between which nothing changes share one copy; copies other than
 * the least version's are made when somebody first asks for them, and an operation's schemas when it is first called.
 */
export function createVersions(contract: Contract, least?: string): ContractVersions {
  const points = least === undefined ? [] : turningPoints(contract).filter((point) => compareVersions(point, least) > 0);
  const slices = new Map<string, (operationId: string) => VersionedOperation | undefined>();
  const sliceOf = (version: string | undefined): ((operationId: string) => VersionedOperation | undefined) => {
    const start = (version === undefined ? undefined : points.findLast((point) => compareVersions(point, version) <= 0)) ?? least ?? '';
    const known = slices.get(start);
    if (known) return known;
    const slice = createSlice(start === '' ? contract : contractAt(contract, start));
    slices.set(start, slice);
    return slice;
  };
  const first = sliceOf(least);
  for (const { id } of listOperations(contract)) first(id);
  return { find: (operationId, version) => sliceOf(version)(operationId) };
}

function createSlice(contract: Contract): (operationId: string) => VersionedOperation | undefined {
  const operations = new Map(listOperations(contract).map((operation) => [operation.id, operation]));
  const validators = createValidators(contract);
  const made = new Map<string, VersionedOperation>();
  return (operationId) => {
    const known = made.get(operationId);
    const operation = operations.get(operationId);
    if (known || !operation) return known;
    const one = { operation, validator: validators.forOperation(operation) };
    made.set(operationId, one);
    return one;
  };
}
