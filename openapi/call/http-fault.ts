import { Fault, faultStatus } from '../serve/fault.ts';
import type { FaultCode } from '../serve/fault.ts';

export interface ErrorAnswer {
  status: number;
  headers: Record<string, string>;
  /** The body's text; any of the services' forms, or none at all. */
  text: string;
  /** What was asked, for the message: `createServer (POST http://…)`. */
  asked: string;
}

/**
 * The fault behind an error answer: the code from our own bodies, else from the status; the message from whichever
 * OpenStack form it came in. `details.requestId` names the request in the service's log, `details.retryAfterS` its wish.
 */
export function faultFromAnswer({ status, headers, text, asked }: ErrorAnswer): Fault {
  const found = readErrorBody(text);
  const code = found.code ?? codeOf(status);
  const retryAfterS = Number(headers['retry-after']);
  const details = {
    ...found.details,
    ...(headers['x-openstack-request-id'] ? { requestId: headers['x-openstack-request-id'] } : {}),
    ...(Number.isFinite(retryAfterS) && headers['retry-after'] ? { retryAfterS } : {}),
  };
  const message = found.message || `${asked} was answered with status ${status} and no reason.`;
  return new Fault(code, message, { status, details, ...(found.retryable === undefined ? {} : { retryable: found.retryable }) });
}

/** `request ECONNREFUSED` and the like: the answer never came. The cause keeps the code but no headers, which hold the token. */
export function faultFromNetwork(asked: string, error: unknown): Fault {
  const { code, message } = Object(error) as { code?: string; message?: string };
  const reason = (code && reasons[code]) ?? message ?? String(error);
  const cause = Object.assign(new Error(message ?? String(error)), { code });
  return new Fault('unavailable', `${asked} failed: ${reason}. Check that the service is running and reachable.`, { cause });
}

const reasons: Record<string, string> = {
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was cut',
  EPIPE: 'the connection was cut',
  ENOTFOUND: 'the name of the server is not known',
  EAI_AGAIN: 'the name of the server cannot be looked up now',
  EHOSTUNREACH: 'there is no route to the server',
  ETIMEDOUT: 'the server did not answer in time',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'the server\'s certificate is signed by an authority that is not trusted here (name its file: OS_CACERT, or ca_file in a service)',
  SELF_SIGNED_CERT_IN_CHAIN: 'the server\'s certificate is signed by an authority that is not trusted here (name its file: OS_CACERT, or ca_file in a service)',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'the server\'s certificate is signed by an authority that is not trusted here (name its file: OS_CACERT, or ca_file in a service)',
  CERT_HAS_EXPIRED: 'the server\'s certificate has expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'the server\'s certificate is for another name',
};

interface ErrorBody {
  code?: FaultCode;
  message: string;
  details: Record<string, unknown>;
  retryable?: boolean;
}

function readErrorBody(text: string): ErrorBody {
  const body = parse(text);
  if (body === undefined) return { message: /^\s*</.test(text) ? '' : text.trim().slice(0, 500), details: {} };
  // Keystone and our own: {"error":{…}}; Nova: {"<name>":{…}}; Neutron: {"NeutronError":{…}}; Glance: flat.
  const inner = Object.values(body).find((value) => typeof value === 'object' && value !== null && 'message' in value) ?? body;
  const { code, fault, message, details, type, retryable } = inner as Record<string, unknown>;
  const named = [code, fault].find((word): word is FaultCode => typeof word === 'string' && Object.hasOwn(faultStatus, word));
  return {
    ...(named ? { code: named } : {}),
    ...(typeof retryable === 'boolean' ? { retryable } : {}),
    message: typeof message === 'string' ? message : '',
    details: { ...(typeof details === 'object' ? details : {}), ...(typeof type === 'string' ? { neutronType: type } : {}) },
  };
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined; // A proxy's page or plain text: the caller shows what is readable of it.
  }
}

function codeOf(status: number): FaultCode {
  const found = Object.entries(faultStatus).find(([, known]) => known === status)?.[0];
  if (found) return found as FaultCode;
  return status >= 500 ? 'internal' : 'bad-request';
}
