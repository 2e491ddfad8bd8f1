import type { Body, Operation } from '../../openapi/contracts.ts';
import type { Call } from '../../openapi/serve/handler.ts';

/** The call of Nova's action; a handler gets the value of the one key beside it. */
export type ActionCall = Call<Operation<'compute', 'actOnServer'>>;

export type ActionBodies = Body<Operation<'compute', 'actOnServer'>>;

export type ActionName = keyof ActionBodies;

export type ActionBody<K extends ActionName> = NonNullable<ActionBodies[K]>;

export interface ActionReply {
  status: 200 | 202 | 204;
  body?: object;
  headers?: Record<string, string>;
}

/** One action of the action call. What may be null in the contract is null or undefined here. */
export type ActionHandler<K extends ActionName> = (call: ActionCall, value: ActionBody<K>) => Promise<ActionReply>;

/** Every action that the contract names, with its handler: a missing one does not compile. */
export type ActionHandlers = { [K in ActionName]-?: ActionHandler<K> };
