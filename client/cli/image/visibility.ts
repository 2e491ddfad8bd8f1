import type { OptionTable } from '../command.ts';
import { UsageError } from '../errors.ts';

export const visibilityOptions = {
  public: { type: 'bool', help: 'everyone may use it (admins)' },
  private: { type: 'bool', help: 'only this project may use it' },
  shared: { type: 'bool', help: 'this project, and those that it is shared with' },
  community: { type: 'bool', help: 'everyone who knows its id may use it' },
} as const satisfies OptionTable;

export type Visibility = keyof typeof visibilityOptions;

/** The one that was chosen; undefined when none was. */
export function visibilityOf(options: Record<Visibility, boolean>): Visibility | undefined {
  const chosen = (Object.keys(visibilityOptions) as Visibility[]).filter((name) => options[name]);
  if (chosen.length > 1) throw new UsageError(`--${chosen.join(' and --')} exclude each other.`);
  return chosen[0];
}
