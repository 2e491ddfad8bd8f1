/**
 * Nova's proxies: requests that older clients send to compute, and that the network or the image service answers. Each is
 * the caller's own request, put in that service's words; nothing is decided here a second time.
 */
import { badRequest, isFault } from '../../openapi/serve/fault.ts';
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

/** Nova has 400 where Neutron has a conflict: a group that is used, a rule that is there already. */
export async function refusedAsBad<T>(answer: Promise<T> | T): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (isFault(error) && error.status === 409 && error.code !== 'quota-exceeded') throw badRequest(error.message, error.details);
    throw error;
  }
}
