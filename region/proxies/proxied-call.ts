/**
 * Nova's proxies: requests that older clients send to compute, and that the network or the image service answers. Each is
 * the caller's own request, put in that service's words; nothing is decided here a second time.
 */
import { Fault, isFault } from '../../openapi/serve/fault.ts';
import type { AuthContext, Call, Handlers } from '../../openapi/serve/handler.ts';

export interface NetworkProxyDeps {
  /** The network API of this process. */
  network: Handlers<'network'>;
}

export type Caller = Omit<Call<unknown>, 'path' | 'query' | 'body'>;

/** The caller's request to an operation of another API. */
export const callOf = <Op>(caller: Caller, asked: Pick<Call<Op>, 'path' | 'query' | 'body'>): Call<Op> => ({ ...caller, ...asked });

/** With no more than a member's view: Nova's proxies list the project's own, for administrators too. */
export const inOwnProject = <C extends { auth: AuthContext }>(caller: C): C => ({ ...caller, auth: { ...caller.auth, isAdmin: false, roles: caller.auth.roles.filter((role) => role !== 'admin' && role !== 'service') } });

/** Of Neutron's conflicts Nova has no 409: a quota is 403, a pool without a free address 404, what is used or there already 400. */
export async function refusedAsNova<T>(answer: Promise<T> | T): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (!isFault(error) || error.status !== 409) throw error;
    const { neutronType } = error.details;
    const code = neutronType === 'OverQuota' ? 'quota-exceeded' : neutronType === 'IpAddressGenerationFailure' ? 'not-found' : 'bad-request';
    throw new Fault(code, error.message, { details: error.details });
  }
}
