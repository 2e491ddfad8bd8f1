import { randomInt } from 'node:crypto';
import { connect } from 'node:net';
import { Fault } from '../../../openapi/serve/fault.ts';
import { onLines } from './qmp.ts';
import type { Qmp } from './qmp.ts';

/** The agent inside a machine (QEMU, docs/interop/qemu-ga-ref): passwords, files, programs, quiet file systems. */
export interface GuestAgent {
  /** Rejects with `guest-agent-missing` when nobody answers, with `command-failed` and the agent's words when it refuses. */
  call<T>(command: string, args?: Record<string, unknown>, timeoutMs?: number): Promise<T>;
}

/** Whether a program in the guest holds the agent's port open; asking one that does not would wait for nothing. */
export async function agentListens(qmp: Qmp): Promise<boolean> {
  const devices = await qmp.execute<{ label: string; 'frontend-open': boolean }[]>('query-chardev');
  return devices.some(device => device.label === 'agent' && device['frontend-open']);
}

/** Each call is a connection of its own: an agent that was lost in the middle of one is in step again with the next. */
export function guestAgent(socketPath: string, listens: () => Promise<boolean>): GuestAgent {
  let turn: Promise<unknown> = Promise.resolve();
  return {
    call<T>(command: string, args?: Record<string, unknown>, timeoutMs = 10_000): Promise<T> {
      // The port has one reader: calls go one after the other.
      const answer = turn.then(async () => {
        if (!(await listens())) throw missing(command);
        return converse<T>(socketPath, command, args, timeoutMs);
      });
      turn = answer.catch(() => undefined);
      return answer;
    },
  };
}

/**
 * `guest-sync` first with a number of our own, because answers of an earlier, lost call may still be on their way; what comes
 * before that number is theirs.
 */
function converse<T>(socketPath: string, command: string, args: Record<string, unknown> | undefined, timeoutMs: number): Promise<T> {
  const id = randomInt(1, 2 ** 31);
  return new Promise<T>((resolve, reject) => {
    const socket = connect(socketPath);
    const end = (settle: () => void): void => {
      clearTimeout(timer);
      socket.destroy();
      settle();
    };
    const timer = setTimeout(() => end(() => reject(missing(command))), timeoutMs);
    let inStep = false;
    onLines(socket, line => {
      const message = parse(line);
      if (!inStep) {
        if (message?.return !== id) return;
        inStep = true;
        socket.write(`${JSON.stringify({ execute: command, ...(args ? { arguments: args } : {}) })}\n`);
        // These end the guest and are never answered.
        if (command === 'guest-shutdown' || command.startsWith('guest-suspend')) end(() => resolve(undefined as T));
        return;
      }
      if (message?.error) end(() => reject(new Fault('command-failed', `The guest agent refused ${command}: ${message.error?.desc}`, { details: { command } })));
      else if (message) end(() => resolve(message.return as T));
    });
    socket.once('error', error => end(() => reject(new Fault('unavailable', `The guest agent's socket cannot be opened: ${error.message}. Is the server running?`, { cause: error }))));
    socket.once('close', () => end(() => reject(missing(command))));
    socket.write(`${JSON.stringify({ execute: 'guest-sync', arguments: { id } })}\n`);
  });
}

/** What an agent in the middle of something says may be half a line. */
function parse(line: string): { return?: unknown; error?: { desc: string } } | undefined {
  try {
    return JSON.parse(line.replaceAll('\u00ff', '')) as { return?: unknown; error?: { desc: string } };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

const missing = (command: string): Fault =>
  new Fault('guest-agent-missing', `The guest does not answer ${command}: no guest agent runs in it (yet). Install and start qemu-guest-agent in the guest, or wait until it has booted.`, {
    details: { command },
  });
