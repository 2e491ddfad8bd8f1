import { badRequest, Fault } from './fault.ts';

export interface MicroversionRange {
  min: string;
  max: string;
}

export interface Microversion {
  version: string;
  /** Goes out on every answer, errors too; clients compare the echo. */
  headers: Record<string, string>;
}

type Headers = Record<string, string | string[] | undefined>;

/**
 * Negotiates Nova's microversion (compute API, "Microversions"): `OpenStack-API-Version: compute 2.N` wins over
 * `X-OpenStack-Nova-API-Version: 2.N`, neither means the minimum, `latest` the maximum. Out of range is a 406, a bad form
 * a 400; both carry the minimum in their headers.
 */
export function negotiate(range: MicroversionRange, headers: Headers): Microversion {
  const asked = fromStandardHeader(headers['openstack-api-version']) ?? first(headers['x-openstack-nova-api-version'])?.trim();
  if (asked === undefined || asked === '') return chosen(range.min);
  if (asked.toLowerCase() === 'latest') return chosen(range.max);
  if (!/^[1-9]\d*\.(0|[1-9]\d*)$/.test(asked)) {
    throw withHeaders(range, badRequest(`API Version String ${asked.slice(0, 40)} is of invalid format. Must be of format MajorNum.MinorNum.`));
  }
  if (compareVersions(asked, range.min) < 0 || compareVersions(asked, range.max) > 0) {
    const message = `Version ${asked} is not supported by the API. Minimum is ${range.min} and maximum is ${range.max}.`;
    throw withHeaders(range, new Fault('not-acceptable', message));
  }
  return chosen(asked);
}

/** The headers of an answer whose request was never negotiated, for example a 404 of an unknown route. */
export const microversionHeaders = (version: string): Record<string, string> => ({
  'OpenStack-API-Version': `compute ${version}`,
  'X-OpenStack-Nova-API-Version': version,
  'Vary': 'OpenStack-API-Version, X-OpenStack-Nova-API-Version',
});

const chosen = (version: string): Microversion => ({ version, headers: microversionHeaders(version) });

const withHeaders = (range: MicroversionRange, fault: Fault): Fault =>
  new Fault(fault.code, fault.message, { headers: microversionHeaders(range.min) });

/** One header may speak to several services: `compute 2.9, identity 3.1`. */
function fromStandardHeader(value: string | string[] | undefined): string | undefined {
  const parts = (Array.isArray(value) ? value.join(',') : (value ?? '')).split(',');
  const own = parts.map((part) => part.trim().split(/\s+/)).find(([service]) => service?.toLowerCase() === 'compute');
  return own?.[1];
}

const first = (value: string | string[] | undefined): string | undefined => (Array.isArray(value) ? value[0] : value);

/** Below zero when `a` is older than `b`. */
export const compareVersions = (a: string, b: string): number => order(a) - order(b);

const order = (version: string): number => {
  const [major = '0', minor = '0'] = version.split('.');
  return Number(major) * 1_000_000 + Number(minor);
};
