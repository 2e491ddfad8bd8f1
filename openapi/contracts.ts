import { readFileSync } from 'node:fs';
import type { operations as ComputeOperations } from './generated/compute.ts';
import type { operations as HostOperations } from './generated/host.ts';
import type { operations as IdentityOperations } from './generated/identity.ts';
import type { operations as ImageOperations } from './generated/image.ts';
import type { operations as NetworkOperations } from './generated/network.ts';
import type { operations as SampanOperations } from './generated/sampan.ts';

/** The six contracts: five faces of the product and the one between region and host. */
export interface OperationsByContract {
  identity: IdentityOperations;
  compute: ComputeOperations;
  network: NetworkOperations;
  image: ImageOperations;
  sampan: SampanOperations;
  host: HostOperations;
}

export type ContractName = keyof OperationsByContract;
export type Operations<N extends ContractName> = OperationsByContract[N];
export type OperationId<N extends ContractName> = keyof Operations<N> & string;
/** One operation of a contract: `Operation<'compute', 'createServer'>`. */
export type Operation<N extends ContractName, Id extends OperationId<N>> = Operations<N>[Id];

/** Named path parameters, all required; `{}` where the path has none. */
export type PathParams<Op> = Op extends { parameters: { path: infer P } } ? P : NoKeys;

/** Query after coercion (numbers, booleans, arrays); every key is optional unless the contract requires it. */
export type Query<Op> = Op extends { parameters: { query?: infer Q } } ? KnownOr<Q, NoKeys> : NoKeys;

/** The JSON request body; `undefined` where the operation takes none, `| undefined` where it is optional. */
export type Body<Op> = Op extends { requestBody: { content: infer C } }
  ? JsonOf<C>
  : Op extends { requestBody?: infer R }
    ? KnownOr<R, undefined> extends { content: infer C }
      ? JsonOf<C> | undefined
      : undefined
    : undefined;

/** The JSON body of any success answer (2xx and 3xx); `undefined` where none has one. */
export type ReplyBody<Op> = { [S in keyof ResponsesOf<Op>]: S extends SuccessStatus ? BodyOf<ResponsesOf<Op>[S]> : never }[keyof ResponsesOf<Op>];

/** The JSON body of one status: `ReplyBodyOf<Op, 201>`. */
export type ReplyBodyOf<Op, S extends keyof ResponsesOf<Op>> = BodyOf<ResponsesOf<Op>[S]>;

export type ResponsesOf<Op> = Op extends { responses: infer R } ? R : NoKeys;

export type SuccessStatus = 200 | 201 | 202 | 203 | 204 | 205 | 206 | 207 | 300 | 301 | 302 | 303 | 304 | 307 | 308;

/** Media types that are JSON: plain JSON and the image service's two patch dialects. */
export type JsonOf<C> = C[keyof C & `${string}json${string}`];

/** A bundled contract: an OpenAPI 3.1 document whose references are all local. */
export interface Contract {
  openapi: string;
  info: {
    title: string;
    version: string;
    'x-service': ServiceForm;
    /** Whether unknown query keys are refused, or the microversion from which on they are; else the form decides. */
    'x-strict-query'?: boolean | string;
  };
  paths: Record<string, Record<string, unknown>>;
  components?: { schemas?: Record<string, unknown>; parameters?: Record<string, unknown> } & Record<string, unknown>;
}

/** Decides the form of error bodies (fault-bodies.ts) and how unknown query keys are treated. */
export type ServiceForm = 'identity' | 'compute' | 'network' | 'image' | 'sampan' | 'host';

/** The bundled contract that lies beside this file, in the source tree as in the built one; read once, and never changed. */
export function loadContract(name: ContractName): Contract {
  const known = loaded.get(name);
  if (known) return known;
  const file = new URL(`./generated/${name}.json`, import.meta.url);
  const contract = JSON.parse(readFileSync(file, 'utf8')) as Contract;
  loaded.set(name, contract);
  return contract;
}

const loaded = new Map<ContractName, Contract>();

export type NoKeys = Record<never, never>;

type KnownOr<T, Else> = [T] extends [never] ? Else : [NonNullable<T>] extends [never] ? Else : NonNullable<T>;

type BodyOf<R> = R extends { content: infer C } ? (keyof C & `${string}json${string}` extends never ? undefined : JsonOf<C>) : undefined;
