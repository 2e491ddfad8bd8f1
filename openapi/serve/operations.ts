import type { Contract } from '../contracts.ts';
import { readPolicy } from './policy.ts';
import type { Policy } from './policy.ts';

/** One operation of a contract, as the server and the client need to know it. */
export interface OperationInfo {
  id: string;
  /** Upper case. */
  method: string;
  /** Path template below the mount: `/servers/{id}`. */
  path: string;
  policy: Policy;
  stream: 'none' | 'request' | 'response' | 'both';
  /** A GET that becomes a WebSocket (upgrade.ts). */
  webSocket: boolean;
  openQuery: boolean;
  pathParams: ParamInfo[];
  queryParams: ParamInfo[];
  /** Request media types with the pointer to their schema; empty where there is no body. */
  bodies: MediaInfo[];
  bodyRequired: boolean;
  /** JSON schemas of answers by status; `undefined` for an answer without a JSON body. */
  replies: Map<number, string | undefined>;
  /** Of these, the ones whose body may be missing (`x-optional-body`). */
  emptyReplies: Set<number>;
}

export interface ParamInfo {
  name: string;
  required: boolean;
  /** JSON pointer of the schema in the contract. */
  pointer: string;
  /** `integer`, `number`, `boolean`, `array` or anything else, which stays text. */
  type: string;
  /** Of an array's items. */
  itemType: string;
}

export interface MediaInfo {
  mediaType: string;
  pointer: string;
}

/** Lists the operations of a contract; two of one name, or one without a name, are errors at start-up. */
export function listOperations(contract: Contract): OperationInfo[] {
  const seen = new Set<string>();
  const operations = Object.entries(contract.paths).flatMap(([path, item]) =>
    methods.filter((method) => method in item).map((method) => readOperation(contract, path, method)),
  );
  for (const { id, method, path } of operations) {
    if (id === '' || seen.has(id)) throw new TypeError(`${contract.info.title}: ${method} ${path} ${id === '' ? 'has no operationId' : `repeats the operationId ${id}`}`);
    seen.add(id);
  }
  return operations;
}

const methods = ['get', 'head', 'post', 'put', 'patch', 'delete'];

interface Json {
  [key: string]: unknown;
}

function readOperation(contract: Contract, path: string, method: string): OperationInfo {
  const base = `/paths/${escapePointer(path)}`;
  const { value: operation } = at(contract, `${base}/${method}`);
  const id = String(operation['operationId'] ?? '');
  const params = [...readParams(contract, base), ...readParams(contract, `${base}/${method}`)];
  const body = 'requestBody' in operation ? at(contract, `${base}/${method}/requestBody`) : undefined;
  return {
    id,
    method: method.toUpperCase(),
    path,
    policy: readPolicy(id, operation['x-policy']),
    stream: (operation['x-stream'] ?? 'none') as OperationInfo['stream'],
    webSocket: operation['x-websocket'] === true,
    openQuery: operation['x-open-query'] === true,
    pathParams: params.filter((param) => param.in === 'path'),
    queryParams: params.filter((param) => param.in === 'query'),
    bodies: body ? readMedia(body) : [],
    bodyRequired: body?.value['required'] === true,
    replies: readReplies(contract, `${base}/${method}`, operation),
    emptyReplies: readEmptyReplies(contract, `${base}/${method}`, operation),
  };
}

function readParams(contract: Contract, pointer: string): (ParamInfo & { in: string })[] {
  const list = at(contract, pointer).value['parameters'];
  if (!Array.isArray(list)) return [];
  return list.map((_, index) => {
    const found = at(contract, `${pointer}/parameters/${index}`);
    const schema = 'schema' in found.value ? at(contract, `${found.pointer}/schema`).value : {};
    const items = 'items' in schema ? at(contract, `${at(contract, `${found.pointer}/schema`).pointer}/items`).value : {};
    return {
      name: String(found.value['name']),
      in: String(found.value['in']),
      required: found.value['required'] === true,
      pointer: `${found.pointer}/schema`,
      type: scalarType(schema),
      itemType: scalarType(items),
    };
  });
}

const scalarType = (schema: Json): string => {
  const { type } = schema;
  return String(Array.isArray(type) ? (type.find((name) => name !== 'null') ?? 'string') : (type ?? 'string'));
};

function readMedia(found: Found): MediaInfo[] {
  const content = Object(found.value['content']) as Json;
  return Object.keys(content).map((mediaType) => ({
    mediaType: mediaType.toLowerCase(),
    pointer: `${found.pointer}/content/${escapePointer(mediaType)}/schema`,
  }));
}

function readEmptyReplies(contract: Contract, pointer: string, operation: Json): Set<number> {
  const empty = statusesOf(operation).filter((status) => at(contract, `${pointer}/responses/${status}`).value['x-optional-body'] === true);
  return new Set(empty.map(Number));
}

const statusesOf = (operation: Json): string[] => Object.keys(Object(operation['responses']) as Json).filter((status) => /^\d{3}$/.test(status));

function readReplies(contract: Contract, pointer: string, operation: Json): Map<number, string | undefined> {
  return new Map(
    statusesOf(operation).map((status) => {
      const json = readMedia(at(contract, `${pointer}/responses/${status}`)).find(({ mediaType }) => mediaType.includes('json'));
      return [Number(status), json?.pointer];
    }),
  );
}

interface Found {
  value: Json;
  pointer: string;
}

/** The object at a JSON pointer (RFC 6901), following references to where it really stands. */
function at(contract: Contract, pointer: string): Found {
  const value = pointer.split('/').slice(1).reduce<unknown>((node, key) => (Object(node) as Json)[key.replaceAll('~1', '/').replaceAll('~0', '~')], contract);
  if (typeof value !== 'object' || value === null) throw new TypeError(`${contract.info.title}: nothing at ${pointer}`);
  const { $ref: ref } = value as Json;
  return typeof ref === 'string' ? at(contract, ref.replace(/^#/, '')) : { value: value as Json, pointer };
}

const escapePointer = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');
