import type { ErrorObject } from 'ajv';
import type { ServiceForm } from '../contracts.ts';
import { secretKey } from './log.ts';

export interface Explanation {
  message: string;
  /** Path of the field: `server.networks[0].uuid`. */
  field: string;
}

/**
 * One sentence for what ajv found (run with `verbose`): the field's path, what was expected, what was sent. Secrets are
 * never echoed and long values are cut. Compute says it in Nova's words, which clients and their tests know.
 */
export function explain(errors: readonly ErrorObject[], form: ServiceForm, root: string): Explanation {
  const error = pickError(errors);
  if (!error) return { message: 'The request does not fit the contract.', field: root };
  const field = fieldPath(error.instancePath, root);
  const value = shown(error.data, field);
  if (form === 'compute') {
    const name = lastName(field) || 'body';
    return { message: `Invalid input for field/attribute ${name}. Value: ${value}. ${novaReason(error, value)}`, field };
  }
  return { message: `Invalid input for ${field === '' ? 'the body' : field}: expected ${expectation(error)}, and got ${value}.`, field };
}

/** Of a union's complaints the one that got deepest is about the branch that was meant. */
function pickError(errors: readonly ErrorObject[]): ErrorObject | undefined {
  const depth = (error: ErrorObject): number => error.instancePath.split('/').length;
  const union = errors.at(-1);
  if (union?.keyword !== 'anyOf' && union?.keyword !== 'oneOf') return errors[0];
  const deeper = errors.filter((error) => depth(error) > depth(union) && error !== union);
  return deeper.sort((a, b) => depth(b) - depth(a))[0] ?? union;
}

function fieldPath(instancePath: string, root: string): string {
  return instancePath
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce((path, part) => (/^\d+$/.test(part) ? `${path}[${part}]` : path === '' ? part : `${path}.${part}`), root);
}

const lastName = (field: string): string => field.split('.').at(-1) ?? field;

function shown(value: unknown, field: string): string {
  if (secretKey.test(field)) return '(a secret)';
  const text = JSON.stringify(value, (key, inner: unknown) => (key !== '' && secretKey.test(key) && typeof inner !== 'object' ? '(a secret)' : inner)) ?? 'nothing';
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}

type Params = Record<string, unknown>;

const expectations: Record<string, (params: Params) => string> = {
  type: ({ type }) => `type ${Array.isArray(type) ? type.join(' or ') : String(type)}`,
  required: ({ missingProperty }) => `the key ${String(missingProperty)}, which is required`,
  additionalProperties: ({ additionalProperty }) => `no key ${String(additionalProperty)}`,
  unevaluatedProperties: ({ unevaluatedProperty }) => `no key ${String(unevaluatedProperty)}`,
  enum: ({ allowedValues }) => `one of ${(allowedValues as unknown[]).map((value) => JSON.stringify(value)).join(', ')}`,
  const: ({ allowedValue }) => JSON.stringify(allowedValue),
  format: ({ format }) => `the form of a ${String(format)}`,
  pattern: ({ pattern }) => `text that matches ${String(pattern)}`,
  minLength: ({ limit }) => `at least ${String(limit)} characters`,
  maxLength: ({ limit }) => `at most ${String(limit)} characters`,
  minimum: ({ limit }) => `a number from ${String(limit)}`,
  maximum: ({ limit }) => `a number up to ${String(limit)}`,
  exclusiveMinimum: ({ limit }) => `a number above ${String(limit)}`,
  exclusiveMaximum: ({ limit }) => `a number below ${String(limit)}`,
  minItems: ({ limit }) => `at least ${String(limit)} items`,
  maxItems: ({ limit }) => `at most ${String(limit)} items`,
  minProperties: ({ limit }) => `at least ${String(limit)} keys`,
  maxProperties: ({ limit }) => `at most ${String(limit)} keys`,
  uniqueItems: () => 'no item twice',
  anyOf: () => 'one of the forms that the reference lists',
  oneOf: () => 'exactly one of the forms that the reference lists',
};

const expectation = (error: ErrorObject): string => expectations[error.keyword]?.(error.params) ?? `what ${error.keyword} asks for`;

// The phrases of Python's jsonschema, which Nova passes on as they are.
const novaPhrases: Record<string, (params: Params, value: string) => string> = {
  type: ({ type }, value) => `${value} is not of type ${(Array.isArray(type) ? type : [type]).map((name) => `'${String(name)}'`).join(', ')}`,
  required: ({ missingProperty }) => `'${String(missingProperty)}' is a required property`,
  additionalProperties: ({ additionalProperty }) => `Additional properties are not allowed ('${String(additionalProperty)}' was unexpected)`,
  enum: ({ allowedValues }, value) => `${value} is not one of ${JSON.stringify(allowedValues)}`,
  format: ({ format }, value) => `${value} is not a '${String(format)}'`,
  pattern: ({ pattern }, value) => `${value} does not match '${String(pattern)}'`,
  minLength: (_, value) => `${value} is too short`,
  maxLength: (_, value) => `${value} is too long`,
  minItems: (_, value) => `${value} is too short`,
  maxItems: (_, value) => `${value} is too long`,
  minimum: ({ limit }, value) => `${value} is less than the minimum of ${String(limit)}`,
  maximum: ({ limit }, value) => `${value} is greater than the maximum of ${String(limit)}`,
};

const novaReason = (error: ErrorObject, value: string): string =>
  novaPhrases[error.keyword]?.(error.params, value) ?? `${value} is not valid: expected ${expectation(error)}`;
