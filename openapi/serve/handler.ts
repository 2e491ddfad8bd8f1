/**
 * What a service writes: a table of handlers, one an operation of its contract.
 *
 * A handler gets a `Call` whose path, query and body have already been validated and coerced, whose token has been
 * verified and whose policy has been applied; it answers a `Reply` or throws a `Fault`. Everything else that it throws
 * is a programmer's error and becomes a 500 without details.
 */
import type { Readable } from 'node:stream';
import type {
  Body,
  Contract,
  ContractName,
  JsonOf,
  OperationId,
  Operations,
  PathParams,
  Query,
  ResponsesOf,
  SuccessStatus,
} from '../contracts.ts';
import type { AccessRule } from './access-rules.ts';
import type { Logger } from './log.ts';
import type { TakeOver } from './upgrade.ts';

/** Who calls. For a public operation without a token: empty ids, no roles, an empty `token`. */
export interface AuthContext {
  userId: string;
  userName: string;
  userDomainId: string;
  projectId: string | null;
  projectName: string | null;
  projectDomainId: string | null;
  /** Of a token scoped to a domain; such a one has no project, and its roles count in identity alone. */
  domainId: string | null;
  /** Implied roles are included (admin ⇒ manager ⇒ member ⇒ reader). */
  roles: string[];
  /** Has the role admin in a project or the system. An administrator of a domain is none of the cloud. */
  isAdmin: boolean;
  /** The token is scoped to the whole system rather than to a project. */
  system: boolean;
  methods: string[];
  /** The application credential behind the token. A restricted one manages no credentials; rules say what the token is good for. */
  applicationCredential?: { id: string; name: string; restricted: boolean; rules?: AccessRule[] };
  /** First its own audit id, then that of the first token of its chain. */
  auditIds: string[];
  issuedAt: Date;
  expiresAt: Date;
  token: string;
}

export interface Call<Op> {
  operationId: string;
  path: PathParams<Op>;
  query: Query<Op>;
  body: Body<Op>;
  /** Lower-case names, as received. */
  headers: Record<string, string | string[] | undefined>;
  auth: AuthContext;
  /** `req-<uuid>`, also in the answer's `x-openstack-request-id`. */
  requestId: string;
  /** Absolute URL of this mount as the client sees it, without a trailing slash: prefix for links. */
  baseUrl: string;
  /** The path and query as received, below the mount: `/servers?limit=2`; `baseUrl + requestPath` is a `self` link. */
  requestPath: string;
  /** Address of the peer. */
  remoteAddress: string;
  /** Aborted when the client goes away before it was answered. */
  signal: AbortSignal;
  /** The raw request body where the contract says `x-stream: request` or `both`; already read everywhere else. */
  stream: Readable;
  /** Compute only: the negotiated microversion, for example `2.1`. */
  microversion: string | undefined;
  /** Whether the negotiated microversion is this one or newer: `since('2.47')`. */
  since: (version: string) => boolean;
  /** Bound to the request id and the operation. */
  log: Logger;
}

/**
 * An answer that the contract knows: `{ status, body }` for JSON, `{ status }` where there is no body, and
 * `{ status, stream }` for other media types. A HEAD operation answers like its GET, without the body.
 */
export type Reply<Op> = {
  [S in keyof ResponsesOf<Op>]: S extends SuccessStatus ? ReplyOf<S, ResponsesOf<Op>[S]> : S extends 101 ? UpgradeReply : never;
}[keyof ResponsesOf<Op>];

/** What an operation with `x-websocket` answers: who takes the connection over. */
export interface UpgradeReply {
  status: 101;
  upgrade: TakeOver;
  body?: never;
  stream?: never;
  headers?: never;
}

export type Handler<Op> = (call: Call<Op>) => Promise<Reply<Op>> | Reply<Op>;

/** `HandlerOf<'compute', 'createServer'>`: for a handler in a file of its own. */
export type HandlerOf<N extends ContractName, Id extends OperationId<N>> = Handler<Operations<N>[Id]>;

/** Every operation of a contract with its handler; a missing or an extra one is an error at start-up. */
export type Handlers<N extends ContractName> = { [Id in OperationId<N>]: Handler<Operations<N>[Id]> };

/** A handler table whose contract is not known to the types, as the server sees it. */
export type HandlerTable = Record<string, AnyHandler>;

export interface AnyReply {
  status: number;
  body?: unknown;
  stream?: Readable;
  headers?: Record<string, string>;
  upgrade?: TakeOver;
}

/** A call of an operation that the types do not know. */
export type AnyCall = Omit<Call<unknown>, 'path' | 'query' | 'body'> & { path: unknown; query: unknown; body: unknown };

/** A method, so that handlers with narrower calls may stand here. */
export type AnyHandler = { handle(call: AnyCall): Promise<AnyReply> | AnyReply }['handle'];

/** One contract served below one prefix, for example compute below `/compute/v2.1`. */
export interface Mount {
  contract: Contract;
  /** No trailing slash; the empty string serves at the root. */
  prefix: string;
  handlers: HandlerTable;
  /** Compute only: both bounds as `2.N`. */
  microversions?: { min: string; max: string };
  /** Paths may have the token's project behind the version, as `/v2.1/{project_id}/servers`. */
  projectInPath?: boolean;
}

type ReplyHeaders = { headers?: Record<string, string> };

type ReplyOf<S, R> = R extends { content: infer C }
  ? JsonReply<S, C> | StreamReply<S, C>
  : { status: S; body?: never; stream?: never } & ReplyHeaders;

type JsonReply<S, C> = keyof C & `${string}json${string}` extends never
  ? never
  : { status: S; body: JsonOf<C>; stream?: never } & ReplyHeaders;

type StreamReply<S, C> = Exclude<keyof C, `${string}json${string}`> extends never
  ? never
  : { status: S; stream: Readable; body?: never } & ReplyHeaders;
