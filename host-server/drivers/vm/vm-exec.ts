import { Duplex, PassThrough } from 'node:stream';
import { Fault, isFault } from '../../../openapi/serve/fault.ts';
import type { ExecProcess, ExecRequest } from '../driver.ts';
import type { GuestAgent } from './guest-agent.ts';

/**
 * Runs a program in a machine by its guest agent (`guest-exec`). The agent takes all input at once and tells the output when
 * the program has ended: so it is begun when its input has come to its end, and there is no terminal.
 */
export function execByAgent(agent: GuestAgent, request: ExecRequest): ExecProcess {
  requirePossible(request);
  const input: Buffer[] = [];
  let pid: number | undefined;
  let ended: () => void = () => undefined;
  const inputEnd = new Promise<void>((resolve) => (ended = resolve));
  const stderr = new PassThrough();
  const stdio = new Duplex({
    read: () => undefined,
    write(chunk: Buffer, _encoding, done) {
      input.push(chunk);
      const tooMuch = input.reduce((sum, each) => sum + each.length, 0) > maxInputBytes;
      done(tooMuch ? new Fault('too-large', `The guest agent takes at most ${maxInputBytes} bytes of input. Send it as a file.`) : null);
    },
    final(done) {
      ended();
      done();
    },
  });
  const send = (name: string): void => {
    if (pid !== undefined) agent.call('guest-exec', { path: '/bin/kill', arg: [`-${name}`, String(pid)] }).catch(() => undefined);
  };
  const work = async (): Promise<number> => {
    await inputEnd;
    ({ pid } = await agent.call<{ pid: number }>('guest-exec', execArguments(request, Buffer.concat(input))).catch(whyNotRun));
    for (let waitMs = 10; ; waitMs = Math.min(waitMs * 2, 500)) {
      const seen = await agent.call<ExecStatus>('guest-exec-status', { pid });
      if (seen.exited) {
        stdio.push(Buffer.from(seen['out-data'] ?? '', 'base64'));
        stderr.write(Buffer.from(seen['err-data'] ?? '', 'base64'));
        return seen.signal === undefined ? (seen.exitcode ?? 0) : 128 + seen.signal;
      }
      await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
  };
  const exit = work().finally(() => {
    stdio.push(null);
    stderr.end();
  });
  exit.catch(() => undefined);
  return {
    stdio, stderr, exit,
    resize: () => undefined,
    signal: (number) => send(String(number)),
    kill: () => {
      ended();
      send('KILL');
    },
  };
}

/** QEMU, qga/qapi-schema.json, `GuestExecStatus`. */
interface ExecStatus {
  exited: boolean;
  exitcode?: number;
  signal?: number;
  'out-data'?: string;
  'err-data'?: string;
}

/** The agent's own buffer is 16 MiB, and input comes in base64. */
const maxInputBytes = 8 * 2 ** 20;

function execArguments({ argv, cwd, env }: ExecRequest, input: Buffer): Record<string, unknown> {
  // A folder of its own the agent does not know: a shell goes there first.
  const [path = '', ...args] = cwd === undefined ? argv : ['/bin/sh', '-c', 'cd "$1" && shift && exec "$@"', 'sh', cwd, ...argv];
  return {
    path,
    'arg': args,
    'env': Object.entries({ PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', ...env }).map(([name, value]) => `${name}=${value}`),
    'capture-output': true,
    ...(input.length > 0 ? { 'input-data': input.toString('base64') } : {}),
  };
}

function requirePossible({ tty, user }: ExecRequest): void {
  if (tty) throw new Fault('not-supported', 'The guest agent of a machine runs programs without a terminal. Use the serial console, or run it without one.');
  if (user !== undefined && !/^(root|0)(:(root|0))?$/.test(user)) throw new Fault('not-supported', `The guest agent of a machine runs programs as root, not as '${user.slice(0, 40)}'. Use su in the command.`);
}

function whyNotRun(error: unknown): never {
  if (isFault(error) && error.code === 'command-failed' && /No such file|not found/i.test(error.message)) {
    throw new Fault('image-unusable', `The machine cannot run that program: there is none of that name. ${error.message}`, { cause: error });
  }
  throw error;
}
