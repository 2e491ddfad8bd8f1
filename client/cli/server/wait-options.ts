import type { OptionTable } from '../command.ts';

/** What every command that can wait takes. */
export const waitOptions = {
  wait: { type: 'bool', help: 'wait until it is done, and fail when it fails' },
  timeout: { type: 'int', value: 'seconds', min: 1, default: 300, help: 'wait no longer than this (exit code 4)' },
} as const satisfies OptionTable;
