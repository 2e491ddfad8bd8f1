import type { ServiceForm } from '../contracts.ts';
import type { Fault, FaultCode } from './fault.ts';

export interface FaultReply {
  status: number;
  body: Record<string, unknown>;
  headers: Record<string, string>;
}

export interface FaultContext {
  form: ServiceForm;
  requestId: string;
  /** Where tokens come from; named by every 401. */
  authUrl: string;
}

/**
 * The wire form of a fault in the words of the service that answers (Keystone, Nova, Neutron and Glance each have their
 * own). A 401 has the identity form everywhere, as keystonemiddleware answers it for all services.
 */
export function faultReply(fault: Fault, { form, requestId, authUrl }: FaultContext): FaultReply {
  if (fault.status === 401) {
    const headers = { ...fault.headers, 'WWW-Authenticate': `Keystone uri="${authUrl}"` };
    const own = form === 'sampan' || form === 'host' ? { details: fault.details, request_id: requestId } : {};
    // What Keystone has to say beside the error: which receipt somebody holds, and what is still required.
    const beside = form === 'identity' ? (fault.details['beside'] as Record<string, unknown> | undefined) : undefined;
    return { status: 401, body: { error: { code: 401, title: 'Unauthorized', message: fault.message, ...own }, ...beside }, headers };
  }
  return { status: fault.status, body: bodies[form](fault, requestId), headers: fault.headers };
}

const bodies: Record<ServiceForm, (fault: Fault, requestId: string) => Record<string, unknown>> = {
  identity: (fault) => ({ error: { code: fault.status, title: titleOf(fault.status), message: fault.message } }),
  compute: (fault) => ({ [novaNames[fault.status] ?? 'computeFault']: { code: fault.status, message: fault.message } }),
  network: (fault) => ({ NeutronError: { type: neutronType(fault), message: fault.message, detail: '' } }),
  image: (fault) => ({ code: fault.status, title: titleOf(fault.status), message: fault.message, fault: fault.code }),
  sampan: ownBody,
  host: ownBody,
};

function ownBody(fault: Fault, requestId: string): Record<string, unknown> {
  const { code, status, message, details, retryable } = fault;
  return { error: { code, status, message, details, retryable, request_id: requestId } };
}

const novaNames: Record<number, string> = {
  400: 'badRequest',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'itemNotFound',
  405: 'badMethod',
  409: 'conflictingRequest',
  413: 'overLimit',
  415: 'badMediaType',
  429: 'overLimit',
  501: 'notImplemented',
  503: 'serviceUnavailable',
};

// Neutron names its exception classes; clients print them and test for some. Stores say the exact one where they know.
const neutronNames: Partial<Record<FaultCode, string>> = {
  'bad-request': 'BadRequest',
  'forbidden': 'PolicyNotAuthorized',
  'quota-exceeded': 'OverQuota',
  'not-found': 'HTTPNotFound',
  'method-not-allowed': 'HTTPMethodNotAllowed',
  'conflict': 'Conflict',
  'already-exists': 'Conflict',
  'too-large': 'HTTPRequestEntityTooLarge',
  'unsupported-media-type': 'HTTPUnsupportedMediaType',
  'too-many-requests': 'HTTPTooManyRequests',
  'not-implemented': 'HTTPNotImplemented',
  'unavailable': 'ServiceUnavailable',
};

function neutronType(fault: Fault): string {
  const given = fault.details['neutronType'];
  if (typeof given === 'string') return given;
  const resource = fault.details['resource'];
  if (fault.code === 'not-found' && typeof resource === 'string') return `${camel(resource)}NotFound`;
  return neutronNames[fault.code] ?? 'HTTPInternalServerError';
}

const camel = (words: string): string => words.replaceAll(/(?:^|[\s_-]+)(\w)/g, (_, letter: string) => letter.toUpperCase());

const titleOf = (status: number): string => titles[status] ?? 'Internal Server Error';

const titles: Record<number, string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  406: 'Not Acceptable',
  409: 'Conflict',
  413: 'Request Entity Too Large',
  415: 'Unsupported Media Type',
  416: 'Range Not Satisfiable',
  429: 'Too Many Requests',
  501: 'Not Implemented',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
  507: 'Insufficient Storage',
};
