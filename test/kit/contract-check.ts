import { loadContract } from '../../openapi/contracts.ts';
import type { ContractName, OperationId } from '../../openapi/contracts.ts';
import { listOperations } from '../../openapi/serve/operations.ts';
import { createValidators } from '../../openapi/serve/validate.ts';
import type { RequestValidator } from '../../openapi/serve/validate.ts';

export interface ContractCheck<N extends ContractName> {
  /** Why an answer does not fit the contract; undefined when it does. */
  misfit(operationId: OperationId<N>, status: number, body: unknown): string | undefined;
}

/** Holds answers against a contract that were not made by a server which does so itself. */
export function contractCheck<N extends ContractName>(name: N): ContractCheck<N> {
  const contract = loadContract(name);
  const validators = createValidators(contract);
  const byId = new Map<string, RequestValidator>(listOperations(contract).map((operation) => [operation.id, validators.forOperation(operation)]));
  return {
    misfit(operationId, status, body) {
      const validator = byId.get(operationId);
      return validator ? validator.reply(status, body) : `the contract ${name} has no operation ${operationId}`;
    },
  };
}
