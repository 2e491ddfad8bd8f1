/**
 * Requests against the contract. Every operation's schemas are compiled once, at start; references stay inside the one
 * document, so a component that many operations share is compiled once too.
 *
 * Query values arrive as text and are turned into the contract's types here rather than by ajv: clients of OpenStack say
 * `True` and `1` for booleans, and an empty text must not become null. A path parameter of the wrong form can name
 * nothing, so it is a 404: clients look names up as ids and expect that.
 */
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import ipaddr from 'ipaddr.js';
import type { Contract, ServiceForm } from '../contracts.ts';
import { explain } from './explain.ts';
import { badRequest, notFound } from './fault.ts';
import type { Fault } from './fault.ts';
import type { OperationInfo, ParamInfo } from './operations.ts';

export interface RequestValidator {
  path(values: Record<string, string>): Record<string, unknown>;
  query(values: Readonly<Record<string, string | string[] | undefined>>): Record<string, unknown>;
  /** `body` is undefined when nothing was sent. */
  body(body: unknown, mediaType: string): unknown;
  /** Why an answer does not fit the contract, or undefined when it does. */
  reply(status: number, body: unknown): string | undefined;
}

export interface ContractValidators {
  forOperation(operation: OperationInfo): RequestValidator;
}

export function createValidators(contract: Contract): ContractValidators {
  const requests = createAjv(contract, true);
  const replies = createAjv(contract, false);
  const { 'x-service': form, 'x-strict-query': strictQuery = form === 'sampan' || form === 'host' } = contract.info;
  const style = { form, strictQuery: strictQuery === true };
  return { forOperation: (operation) => createValidator(operation, style, (pointer) => compile(requests, pointer), (pointer) => compile(replies, pointer)) };
}

type Compile = (pointer: string) => ValidateFunction;

interface Style {
  form: ServiceForm;
  /** Unknown query keys are refused. */
  strictQuery: boolean;
}

function createValidator(operation: OperationInfo, { form, ...style }: Style, compileRequest: Compile, compileReply: Compile): RequestValidator {
  const params = (list: ParamInfo[]): [ParamInfo, ValidateFunction][] => list.map((param) => [param, compileRequest(param.pointer)]);
  const pathChecks = params(operation.pathParams);
  const queryChecks = params(operation.queryParams);
  const known = new Set(operation.queryParams.map((param) => param.name));
  const strictQuery = style.strictQuery && !operation.openQuery;
  const bodyChecks = new Map(operation.stream === 'request' || operation.stream === 'both' ? [] : operation.bodies.map((media) => [media.mediaType, compileRequest(media.pointer)]));

  return {
    path(values) {
      for (const [param, check] of pathChecks) {
        const value = values[param.name] ?? '';
        if (!check(coerce(value, param.type))) throw notFound(resourceOf(operation.path, param.name), value);
      }
      return values;
    },
    query(values) {
      const result: Record<string, unknown> = {};
      for (const [name, value] of Object.entries(values)) {
        if (known.has(name) || value === undefined) continue;
        if (strictQuery) throw badRequest(`Unknown query parameter ${name} of ${operation.id}. Known are: ${[...known].join(', ') || 'none'}.`, { field: name });
        if (operation.openQuery) result[name] = value;
      }
      for (const [param, check] of queryChecks) {
        const box = { value: coerceQuery(values[param.name], param) };
        if (box.value === undefined) {
          box.value = defaultOf(check);
          if (box.value === undefined && param.required) throw badRequest(`The query parameter ${param.name} of ${operation.id} is missing.`, { field: param.name });
        } else if (!check(box.value)) {
          throw invalid(check, form, 'query', param.name);
        }
        if (box.value !== undefined) result[param.name] = box.value;
      }
      return result;
    },
    body(body, mediaType) {
      if (bodyChecks.size === 0) return undefined;
      const check = bodyChecks.get(mediaType) ?? bodyChecks.values().next().value;
      if (body === undefined) {
        if (!operation.bodyRequired) return undefined;
        throw badRequest(`${operation.id} needs a JSON body, and none was sent.`);
      }
      if (check && !check(body)) throw invalid(check, form, 'body', '');
      return body;
    },
    reply(status, body) {
      if (!operation.replies.has(status)) return `${operation.id} answered ${status}, which the contract does not list`;
      if (body === undefined && operation.emptyReplies.has(status)) return undefined;
      const pointer = operation.replies.get(status);
      if (pointer === undefined) return body === undefined ? undefined : `${operation.id} answered ${status} with a body, and the contract has none`;
      if (operation.method === 'HEAD') return undefined;
      const check = compileReply(pointer);
      return check(body) ? undefined : `${operation.id} answered ${status} with a body that the contract refuses: ${explain(check.errors ?? [], 'sampan', '').message}`;
    },
  };
}

function invalid(check: ValidateFunction, form: ServiceForm, where: 'query' | 'body', root: string): Fault {
  const { message, field } = explain(check.errors ?? [], form, root);
  return badRequest(message, { field, in: where });
}

function createAjv(contract: Contract, forRequests: boolean): Ajv2020 {
  const ajv = new Ajv2020({ strict: false, useDefaults: forRequests, verbose: true, allErrors: false, discriminator: false, validateSchema: false });
  formats.default(ajv);
  // ajv's own takes URNs as well, and identity's ids without dashes must not pass for UUIDs.
  ajv.addFormat('uuid', /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i);
  ajv.addFormat('mac', /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/i);
  ajv.addFormat('cidr', isCidr);
  ajv.addSchema({ $id: documentId, ...contract });
  return ajv;
}

/** An address with a prefix length. OpenStack takes host bits, as in 10.0.0.5/24, so they are not looked at. */
const isCidr = (text: string): boolean => {
  const address = text.split('/')[0] ?? '';
  // ipaddr.js also takes short and octal forms such as 10/8, which nobody else understands.
  return (address.includes(':') || ipaddr.IPv4.isValidFourPartDecimal(address)) && ipaddr.isValidCIDR(text);
};

const documentId = 'contract:document';

function compile(ajv: Ajv2020, pointer: string): ValidateFunction {
  const reference = `${documentId}#${pointer.split('/').map(encodeURIComponent).join('/')}`;
  const check = ajv.getSchema(reference);
  if (!check) throw new TypeError(`no schema at ${pointer}`);
  return check as ValidateFunction;
}

function defaultOf(check: ValidateFunction): unknown {
  const { schema } = check;
  return typeof schema === 'object' ? (schema as { default?: unknown }).default : undefined;
}

function coerceQuery(value: string | string[] | undefined, param: ParamInfo): unknown {
  if (value === undefined) return undefined;
  if (param.type === 'array') return (Array.isArray(value) ? value : [value]).map((item) => coerce(item, param.itemType));
  // A repeated key of a single value: the last one counts, as with most frameworks.
  return coerce(Array.isArray(value) ? (value.at(-1) ?? '') : value, param.type);
}

function coerce(text: string, type: string): unknown {
  if (type === 'integer' || type === 'number') return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
  if (type === 'boolean') return booleans[text.toLowerCase()] ?? text;
  return text;
}

const booleans: Record<string, boolean> = { true: true, 1: true, yes: true, on: true, false: false, 0: false, no: false, off: false };

/** `/v3/users/{id}/projects`, `id` → `user`: what a path parameter names, for the words of a 404. */
function resourceOf(path: string, param: string): string {
  const segments = path.split('/');
  const before = segments[segments.indexOf(`{${param}}`) - 1] ?? 'resource';
  return before.replace(/^os-/, '').replace(/ies$/, 'y').replace(/s$/, '').replaceAll('-', ' ');
}

