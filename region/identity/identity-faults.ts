import { Fault } from '../../openapi/serve/fault.ts';

/** Keystone's words, because clients look for them: `Could not find project: X.` */
export const couldNotFind = (what: string, id: string): Fault =>
  new Fault('not-found', `Could not find ${what}: ${id}.`, { details: { resource: what, id } });

/** One text for every wrong part of a credential or scope, so that nobody learns which part was right. */
export const badCredentials = (): Fault =>
  new Fault(
    'unauthorized',
    'The request you have made requires authentication: the user, the domain, the password or the scope is wrong, or the account is disabled.',
  );

/** A second project, user or role of a name, as Keystone's 409 says it. */
export const duplicate = (what: string, name: string, domainId?: string): Fault =>
  new Fault(
    'already-exists',
    `Conflict occurred attempting to store ${what} - Duplicate entry found with name ${name}${domainId === undefined ? '' : ` at domain ID ${domainId}`}.`,
    { details: { resource: what, name } },
  );

/** The rule's name is the one that Keystone's policy files have. */
export const notPermitted = (rule: string, why: string): Fault =>
  new Fault('forbidden', `You are not authorized to perform the requested action: ${rule}. ${why}`, { details: { rule } });

export const immutableFault = (what: string, id: string): Fault =>
  new Fault(
    'forbidden',
    `You are not authorized to perform the requested action: the ${what} ${id} is immutable. ` +
      `The system needs it; clear its option "immutable" first if you are sure.`,
    { details: { resource: what, id } },
  );
