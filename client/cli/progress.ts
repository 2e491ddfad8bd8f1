import type { Outlet } from './command.ts';

/** One line on standard error that is written over while something goes on; silent where nobody looks. */
export interface Progress {
  show(line: string): void;
  clear(): void;
}

export function createProgress(stderr: Outlet): Progress {
  if (stderr.isTTY !== true) return { show: () => undefined, clear: () => undefined };
  let shown = '';
  const write = (line: string): void => {
    if (line === shown) return;
    shown = line;
    // Carriage return and "erase to the end of the line" (ECMA-48, EL).
    stderr.write(`\r\u001b[K${line}`);
  };
  return {
    // Some terminals say that they have no columns at all.
    show: (line) => write(line.slice(0, Math.max(20, (stderr.columns || 80) - 1))),
    clear: () => write(''),
  };
}
