import { once } from 'node:events';
import { Fault } from '../../../openapi/serve/fault.ts';
import type { FaultCode } from '../../../openapi/serve/fault.ts';
import { findServer } from '../../sdk/find.ts';
import { defineCommand } from '../command.ts';
import { ProgramExit } from '../program-exit.ts';
import { followSize, openSocket, rawTerminal, sizeOf } from './open-socket.ts';

const streams = { stdin: 0, stdout: 1, stderr: 2 } as const;

/** Runs a program inside a server with our input and output; its exit code becomes ours. */
export default defineCommand({
  args: { server: { help: 'name or id' }, command: { help: 'the program and its arguments, behind --', many: true } },
  options: {
    interactive: { type: 'bool', short: 'i', help: 'give it our input' },
    tty: { type: 'bool', short: 't', help: 'with a terminal (and our input)' },
    env: { type: 'pairs', short: 'e', help: 'a variable of its environment' },
    user: { type: 'string', short: 'u', help: 'as whom: name or uid, with :group when wanted' },
    workdir: { type: 'string', short: 'w', help: 'where it begins' },
  },
  output: 'none',
  example: 'server exec web -t -- /bin/sh',
  async run({ cloud: open, args, options, io, signal }) {
    const cloud = await open();
    const { id } = await findServer(cloud, args.server);
    const env = Object.entries(options.env).map(([name, value]) => `${name}=${value}`);
    const exec = {
      command: args.command,
      ...(env.length > 0 ? { env } : {}),
      ...(options.user === undefined ? {} : { user: options.user }),
      ...(options.workdir === undefined ? {} : { cwd: options.workdir }),
      ...(options.tty ? { tty: true, ...sizeOf(io) } : {}),
    };
    let outcome: { exit_code?: number; fault?: { code: string; message: string } } = {};
    const socket = await openSocket(cloud, id, { type: 'exec', exec }, io, (data, isBinary) => {
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
    if (outcome.exit_code === undefined) throw new Fault('unavailable', `The connection to the program in ${args.server} was lost. See whether it still runs, and run it again.`);
    if (outcome.exit_code !== 0) throw new ProgramExit(outcome.exit_code);
    return undefined;
  },
});
