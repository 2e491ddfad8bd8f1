import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '../openapi/call/call.ts';
import type { Body, Operation } from '../openapi/contracts.ts';
import { Fault, isFault } from '../openapi/serve/fault.ts';
import type { Logger } from '../openapi/serve/log.ts';
import { discardDraft, prepareHostRecord } from './host-record.ts';
import type { HostRecord } from './host-record.ts';

export interface JoinRequest {
  stateDir: string;
  regionUrl: string;
  /** What the region learns of this host, the token apart. */
  host: Omit<Body<Operation<'sampan', 'joinHost'>>, 'join_token'>;
  joinToken: string;
  region: Pick<Client<'sampan'>, 'call'>;
  log: Logger;
  /** How long a region that does not answer yet is waited for: it may be starting beside this host. */
  patienceMs?: number;
  retryMs?: number;
}

/**
 * Joins a region: trades the join token for this host's own credential and keeps that in host.json.
 *
 * A join token is good for one use, so the order is: prove that the credential can be kept, ask, keep it. A region that
 * cannot be reached has not used the token, and is asked again. An answer that got lost on its way cannot be told from a
 * request that did: the token is tried once more, and when the region says that it was used, the fault says what to do.
 */
export async function joinRegion(request: JoinRequest): Promise<HostRecord> {
  const { stateDir, regionUrl, host, joinToken, region } = request;
  const keep = await prepareHostRecord(stateDir);
  try {
    const answer = await askPatiently(request, async () => (await region.call('joinHost', { body: { join_token: joinToken, ...host } })).body);
    const { user_id: userId, password, project_id: projectId } = answer.credential;
    const record = { hostId: answer.host_id, regionUrl, credential: { userId, password, projectId } };
    await keep(record);
    return record;
  } catch (error) {
    await discardDraft(stateDir);
    throw error;
  }
}

async function askPatiently<T>({ log, patienceMs = 60_000, retryMs = 500, host, regionUrl }: JoinRequest, ask: () => Promise<T>): Promise<T> {
  const began = performance.now();
  let mayBeUsed = false;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!isFault(error)) throw error;
      if (!error.retryable) throw refused(error, host.name, mayBeUsed);
      mayBeUsed ||= !neverArrived(error);
      if (performance.now() - began > patienceMs) {
        throw new Fault('unavailable', `The region at ${regionUrl} does not answer: ${error.message} Check that it runs and that SAMPAN_HOST_REGION_URL is right, and start again; ${usedHint(mayBeUsed, host.name)}`, { cause: error });
      }
      log.warn({ reason: error.message }, 'the region does not answer yet; joining is tried again');
      await delay(retryMs);
    }
  }
}

/** A connection that was refused, or a name that was not found, carried no request. */
function neverArrived(error: Fault): boolean {
  const codes = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'];
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    if (codes.includes(String((cause as NodeJS.ErrnoException).code))) return true;
  }
  return false;
}

function refused(error: Fault, name: string, mayBeUsed: boolean): Fault {
  const message = `The region refused the join: ${error.message} ${usedHint(mayBeUsed, name)}`;
  return new Fault(error.code, message, { cause: error, details: error.details, retryable: false });
}

function usedHint(mayBeUsed: boolean, name: string): string {
  if (!mayBeUsed) return 'A join token is good for one host and for a limited time: if in doubt make a new one (sampan host join-token create).';
  return (
    `The token may have been used by an earlier try whose answer was lost. Then make a new one (sampan host join-token create), ` +
    `and if the region lists a host ${name} that never came up, delete that first (sampan host delete ${name}).`
  );
}
