import type { Operation, ReplyBodyOf } from '../../openapi/contracts.ts';
import { badRequest } from '../../openapi/serve/fault.ts';
import type { NewUser, User, UserFilter } from './user-store.ts';
import { identityTime } from './wire.ts';

type UserBody = ReplyBodyOf<Operation<'identity', 'getUser'>, 200>['user'];

/** Never the password; keys without a value are left out, as Keystone does. */
export const userBody = (user: NewUser, baseUrl: string): UserBody => ({
  id: user.id,
  name: user.name,
  domain_id: user.domainId,
  enabled: user.enabled,
  ...(user.defaultProjectId !== null && { default_project_id: user.defaultProjectId }),
  ...(user.email !== null && { email: user.email }),
  ...(user.description !== null && { description: user.description }),
  password_expires_at: passwordExpiry(user),
  options: user.options,
  links: { self: `${baseUrl}/v3/users/${user.id}` },
});

export const passwordExpiry = (user: Partial<Pick<User, 'passwordExpiresAt'>>): string | null =>
  user.passwordExpiresAt === null || user.passwordExpiresAt === undefined ? null : identityTime(new Date(user.passwordExpiresAt));

/** `lt:2026-12-01T00:00:00Z`; without an operator it is the very time. */
export function readExpiry(text: string | undefined): UserFilter['passwordExpiry'] {
  if (text === undefined) return undefined;
  const [, word = 'eq', time = ''] = /^(?:(lt|lte|eq|neq|gt|gte):)?(.*)$/.exec(text) ?? [];
  const at = new Date(time);
  const operator = operators[word];
  if (operator === undefined || Number.isNaN(at.getTime())) {
    throw badRequest(`password_expires_at=${text} is not understood: write an operator (lt, lte, eq, neq, gt, gte), a colon and an ISO time.`, { field: 'password_expires_at' });
  }
  return { operator, at: at.toISOString() };
}

const operators: Readonly<Record<string, NonNullable<UserFilter['passwordExpiry']>['operator']>> = { lt: '<', lte: '<=', eq: '=', neq: '<>', gt: '>', gte: '>=' };
