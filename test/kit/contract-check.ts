import { loadContract } from '../../openapi/contracts.ts';
import type { ContractName, OperationId } from '../../openapi/contracts.ts';
import { versionsOf } from '../../openapi/serve/contract-versions.ts';

export interface ContractCheck<N extends ContractName> {
  /** Why an answer does not fit the contract (compute: at a microversion, 2.1 without); undefined when it does. */
  misfit(operationId: OperationId<N>, status: number, body: unknown, microversion?: string): string | undefined;
}

/** Holds answers against a contract that were not made by a server which does so itself. */
export function contractCheck<N extends ContractName>(name: N): ContractCheck<N> {
  const least = name === 'compute' ? '2.1' : undefined;
  const versions = versionsOf(loadContract(name), least);
  return {
    misfit(operationId, status, body, microversion = least) {
      const found = versions.find(operationId, microversion);
      return found ? found.validator.reply(status, body) : `the contract ${name} has no operation ${operationId}`;
    },
  };
}
