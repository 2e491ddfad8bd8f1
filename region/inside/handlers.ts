import type { Handlers } from '../../openapi/serve/handler.ts';
import { createRemoteConsole } from './consoles.ts';
import { getDiagnostics } from './diagnostics.ts';
import { openExec, runExec } from './exec.ts';
import { readFiles, writeFiles } from './files.ts';
import { readLog } from './log.ts';
import { setPassword } from './password.ts';
import type { InsideDeps } from './server-line.ts';
import { clearServerPassword, getServerPassword } from './server-password.ts';
import { getStats } from './stats.ts';
import { createTicket, openAttachment } from './tickets.ts';

type InsideOperation = 'openExec' | 'runExec' | 'readFiles' | 'writeFiles' | 'readLog' | 'getStats' | 'setPassword' | 'createTicket' | 'openAttachment';

/** What is done inside of servers, in our own words. */
export const insideHandlers = (deps: InsideDeps): Pick<Handlers<'sampan'>, InsideOperation> => ({
  openExec: openExec(deps),
  runExec: runExec(deps),
  readFiles: readFiles(deps),
  writeFiles: writeFiles(deps),
  readLog: readLog(deps),
  getStats: getStats(deps),
  setPassword: setPassword(deps),
  createTicket: createTicket(deps),
  openAttachment: openAttachment(deps),
});

/** The same in Nova's, beside the actions (server-actions.ts). */
export const novaInsideHandlers = (deps: InsideDeps) =>
  ({
    getDiagnostics: getDiagnostics(deps),
    createRemoteConsole: createRemoteConsole(deps),
    getServerPassword: getServerPassword(deps),
    clearServerPassword: clearServerPassword(deps),
  }) satisfies Partial<Handlers<'compute'>>;
