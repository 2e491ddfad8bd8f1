import { once } from 'node:events';
import type { Body, Operation } from '../../../openapi/contracts.ts';
import { Fault } from '../../../openapi/serve/fault.ts';
import type { FaultCode } from '../../../openapi/serve/fault.ts';
import type { Cloud } from '../../sdk/open-cloud.ts';
import type { Io, OptionTable, OptionValues } from '../command.ts';
import { ProgramExit } from '../program-exit.ts';
import { followSize, openSocket, rawTerminal, sizeOf } from './open-socket.ts';

const streams = { stdin: 0, stdout: 1, stderr: 2 } as const;

/** How a program is run inside a server. */
export const insideOptions = {
  interactive: { type: 'bool', short: 'i', help: 'give it our input' },
  tty: { type: 'bool', short: 't', help: 'with a terminal (and our input)' },
  env: { type: 'pairs', short: 'e', help: 'a variable of its environment' },
  user: { type: 'string', short: 'u', help: 'as whom: name or uid, with :group when wanted' },
  workdir: { type: 'string', short: 'w', help: 'where it begins' },
} as const satisfies OptionTable;

type Exec = NonNullable<Body<Operation<'sampan', 'createTicket'>>['exec']>;

export interface Inside {
  cloud: Cloud;
  server: { id: string; name: string };
  command: string[];
  /** A container of a set. */
  member?: string | undefined;
  options: OptionValues<typeof insideOptions>;
  io: Io;
  signal: AbortSignal;
}

/** Runs a program inside a server with our input and output; its exit code becomes ours, by what is thrown. */
export async function runInside({ cloud, server, command, member, options, io, signal }: Inside): Promise<void> {
  const env = Object.entries(options.env).map(([name, value]) => `${name}=${value}`);
  const exec: Exec = {
    command,
    ...(member === undefined ? {} : { member }),
    ...(env.length > 0 ? { env } : {}),
    ...(options.user === undefined ? {} : { user: options.user }),
    ...(options.workdir === undefined ? {} : { cwd: options.workdir }),
    ...(options.tty ? { tty: true, ...sizeOf(io) } : {}),
  };
  let outcome: { exit_code?: number; fault?: { code: string; message: string } } = {};
  const socket = await openSocket(cloud, server.id, { type: 'exec', exec }, io, (data, isBinary) => {
    if (!isBinary) outcome = JSON.parse(data.toString()) as typeof outcome;
    else (data[0] === streams.stderr ? io.stderr : io.stdout).write(data.subarray(1));
  });
  const closed = once(socket, 'close');
  signal.addEventListener('abort', () => socket.terminate(), { once: true });
  const giveBack = options.tty ? rawTerminal(io) : () => undefined;
  const stopSizes = options.tty ? followSize(io, (size) => socket.send(JSON.stringify({ resize: size }))) : () => undefined;
  const { stdin } = io;
  const send = (chunk: Buffer): void => {
    socket.send(Buffer.concat([Buffer.from([streams.stdin]), chunk]), () => stdin?.resume());
    if (socket.bufferedAmount > 256 * 1024) stdin?.pause();
  };
  const finish = (): void => socket.send(JSON.stringify({ eof: true }));
  if (stdin && (options.interactive || options.tty)) stdin.on('data', send).once('end', finish);
  else finish();
  try {
    await closed;
  } finally {
    giveBack();
    stopSizes();
    stdin?.off('data', send).pause();
  }
  if (outcome.fault) throw new Fault(outcome.fault.code as FaultCode, outcome.fault.message);
  if (outcome.exit_code === undefined) throw new Fault('unavailable', `The connection to the program in ${server.name} was lost. See whether it still runs, and run it again.`);
  if (outcome.exit_code !== 0) throw new ProgramExit(outcome.exit_code);
}
