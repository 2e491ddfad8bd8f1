import type { OptionTable } from './command.ts';
import { UsageError } from './errors.ts';

/** What can be on or off, for commands that change it. */
export const enableOptions = {
  enable: { type: 'bool', help: 'let it be used' },
  disable: { type: 'bool', help: 'let it not be used; what it has stays' },
} as const satisfies OptionTable;

/** `{ enabled }` as it was asked for, `{}` when it was not. */
export function enabledOf({ enable, disable }: { enable: boolean; disable: boolean }): { enabled?: boolean } {
  if (enable && disable) throw new UsageError('--enable and --disable exclude each other.');
  return enable || disable ? { enabled: enable } : {};
}

/** A change that changes nothing is a mistake of the one who typed it. */
export function requireChange<T extends object>(change: T): T {
  if (Object.keys(change).length === 0) throw new UsageError('Nothing to change was given.');
  return change;
}
