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
 * The operations of a contract at any version. Versions between which nothing changes share one copy; copies are made when
 * somebody first asks for them, and an operation's schemas when it is first called: to compile all of a region's takes a
 * second of one core (a test compiles them all). Servers of one process share what was compiled for a contract.
 */
export function versionsOf(contract: Contract, least = ''): ContractVersions {
  const known = made.get(contract) ?? new Map<string, ContractVersions>();
  made.set(contract, known);
  const versions = known.get(least) ?? createVersions(contract, least);
  known.set(least, versions);
  return versions;
}

const made = new WeakMap<Contract, Map<string, ContractVersions>>();

function createVersions(contract: Contract, least: string): ContractVersions {
  const points = least === '' ? [] : turningPoints(contract).filter((point) => compareVersions(point, least) > 0);
  const slices = new Map<string, (operationId: string) => VersionedOperation | undefined>();
  const sliceOf = (version: string | undefined): ((operationId: string) => VersionedOperation | undefined) => {
    const start = (version === undefined ? undefined : points.findLast((point) => compareVersions(point, version) <= 0)) ?? least;
    const known = slices.get(start);
    if (known) return known;
    const slice = createSlice(start === '' ? contract : contractAt(contract, start));
    slices.set(start, slice);
    return slice;
  };
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
