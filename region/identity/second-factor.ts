/**
 * Which methods a login must use. A user's option `multi_factor_auth_rules` is a list of lists of methods: a login that
 * used all methods of one of them may pass, unless `multi_factor_auth_enabled` is false. A token counts for the methods
 * that it was made with. Source: Keystone, "Multi-Factor Authentication".
 */
import { badRequest } from '../../openapi/serve/fault.ts';
import type { User } from './user-store.ts';

/** What a rule may ask for: a token stands for the methods that it was made by, so it is none of them. */
const factors: readonly string[] = ['password', 'totp', 'application_credential'];

/** The rules, of which none is met; undefined when nothing is missing. */
export function unmetRules({ options }: Pick<User, 'options'>, methods: readonly string[]): string[][] | undefined {
  const rules = (options['multi_factor_auth_rules'] ?? []) as string[][];
  if (rules.length === 0 || options['multi_factor_auth_enabled'] === false) return undefined;
  return rules.some((rule) => rule.every((method) => methods.includes(method))) ? undefined : rules;
}

/** Refuses rules that would let everybody pass, or nobody. */
export function requireRules(options: Readonly<Record<string, unknown>>): void {
  const rules = (options['multi_factor_auth_rules'] ?? []) as string[][];
  for (const [index, rule] of rules.entries()) {
    const field = `user.options.multi_factor_auth_rules[${index}]`;
    const odd = rule.find((method) => !factors.includes(method));
    if (odd !== undefined) throw badRequest(`The rule ${index} asks for the method ${JSON.stringify(odd.slice(0, 40))}, by which nobody can log in here: use ${factors.join(', ')}.`, { field });
    if (rule.length === 0 || new Set(rule).size < rule.length) throw badRequest(`The rule ${index} is empty or names a method twice: name each method that a login needs once.`, { field });
  }
}
