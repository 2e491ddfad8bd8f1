import { UsageError } from '../errors.ts';

/** Two texts with a hyphen between them. */
export function pairOf(text: string, option: string): [string, string] {
  const [first = '', second = '', ...more] = text.split('-');
  if (first === '' || second === '' || more.length > 0) throw new UsageError(`--${option} must be two texts with a hyphen between them, and is ${text}.`);
  return [first, second];
}
