import { loadContract } from '../../openapi/contracts.ts';
import type { AnyCall, AnyHandler, Handlers, HandlerTable } from '../../openapi/serve/handler.ts';
import { listOperations } from '../../openapi/serve/operations.ts';
import type { Facts } from './facts.ts';

/** The handlers, of which each one that may write has the facts forgotten before it answers. */
export function forgettingFacts(handlers: Handlers<'identity'>, facts: Facts): Handlers<'identity'> {
  const table: HandlerTable = { ...handlers };
  for (const { id, method } of listOperations(loadContract('identity'))) {
    const handler = table[id];
    if (handler && !reading.has(method) && id !== 'issueToken') table[id] = forgetting(handler, facts);
  }
  return table as unknown as Handlers<'identity'>;
}

const reading = new Set(['GET', 'HEAD']);

const forgetting = (handler: AnyHandler, facts: Facts): AnyHandler => async (call: AnyCall) => {
  try {
    return await handler(call);
  } finally {
    facts.forget();
  }
};
