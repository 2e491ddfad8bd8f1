import { Fault } from '../../openapi/serve/fault.ts';
import type { FaultCode } from '../../openapi/serve/fault.ts';

/** Error codes of the OCI distribution-spec 1.1 ("Error Codes"), and those of distribution that clients know. */
const statuses = {
  BLOB_UNKNOWN: 404,
  BLOB_UPLOAD_INVALID: 400,
  BLOB_UPLOAD_UNKNOWN: 404,
  DENIED: 403,
  DIGEST_INVALID: 400,
  MANIFEST_BLOB_UNKNOWN: 400,
  MANIFEST_INVALID: 400,
  MANIFEST_UNKNOWN: 404,
  NAME_INVALID: 400,
  NAME_UNKNOWN: 404,
  PAGINATION_NUMBER_INVALID: 400,
  RANGE_INVALID: 416,
  SIZE_INVALID: 400,
  TAG_INVALID: 400,
  TOOMANYREQUESTS: 429,
  UNAUTHORIZED: 401,
  UNSUPPORTED: 405,
} as const;

export type RegistryCode = keyof typeof statuses;

const faultCodes: Record<number, FaultCode> = {
  400: 'bad-request', 401: 'unauthorized', 403: 'forbidden', 404: 'not-found', 405: 'method-not-allowed', 416: 'range-not-satisfiable', 429: 'too-many-requests',
};

/** A fault with the registry's own code; `detail` is shown as JSON. */
export const registryFault = (code: RegistryCode, message: string, detail?: Record<string, unknown>, cause?: unknown): Fault =>
  new Fault(faultCodes[statuses[code]] ?? 'bad-request', message, { details: { registryCode: code, ...(detail && { detail }) }, ...(cause === undefined ? {} : { cause }) });

export interface FaultBody {
  errors: { code: string; message: string; detail?: unknown }[];
}

/** Distribution-spec 1.1, "Error Codes": what every answer of 4xx and 5xx holds. */
export function faultBody({ status, message, details, code }: Fault): FaultBody {
  const given = details['registryCode'];
  const shown = typeof given === 'string' ? given : (codeByFault[code] ?? codeByStatus[status] ?? 'UNKNOWN');
  return { errors: [{ code: shown, message, ...('detail' in details && { detail: details['detail'] }) }] };
}

const codeByFault: Partial<Record<FaultCode, RegistryCode>> = { 'image-unusable': 'MANIFEST_INVALID', 'too-large': 'SIZE_INVALID', 'quota-exceeded': 'DENIED' };

const codeByStatus: Record<number, RegistryCode> = {
  400: 'BLOB_UPLOAD_INVALID', 401: 'UNAUTHORIZED', 403: 'DENIED', 404: 'NAME_UNKNOWN', 405: 'UNSUPPORTED', 413: 'SIZE_INVALID', 416: 'RANGE_INVALID', 429: 'TOOMANYREQUESTS',
};
