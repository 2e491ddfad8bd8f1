import { once } from 'node:events';
import { Fault } from '../../../openapi/serve/fault.ts';
import { findServer } from '../../sdk/find.ts';
import { defineCommand } from '../command.ts';
import { followSize, openSocket, rawTerminal, sizeOf } from './open-socket.ts';

/** Ctrl-], as telnet and virsh have it. */
const leave = 0x1d;

export default defineCommand({
  args: { server: { help: 'name or id' } },
  output: 'none',
  example: 'server console web',
  async run({ cloud: open, args, io, signal }) {
    const cloud = await open();
    const { id } = await findServer(cloud, args.server);
    const { stdin } = io;
    if (!stdin) throw new Fault('bad-request', 'A console needs a terminal to type at. Run this in one.');
    const socket = await openSocket(cloud, id, { type: 'serial' }, io, (data) => io.stdout.write(data));
    io.stderr.write(`Connected to ${args.server}; Ctrl-] leaves.\r\n`);
    const closed = once(socket, 'close');
    signal.addEventListener('abort', () => socket.terminate(), { once: true });
    const giveBack = rawTerminal(io);
    const tell = (size: object): void => socket.send(JSON.stringify({ resize: size }));
    const stopSizes = followSize(io, tell);
    tell(sizeOf(io));
    const send = (chunk: Buffer): void => {
      const at = chunk.indexOf(leave);
      if (at !== 0) socket.send(at < 0 ? chunk : chunk.subarray(0, at));
      if (at >= 0) socket.close();
    };
    stdin.on('data', send);
    try {
      await closed;
    } finally {
      giveBack();
      stopSizes();
      stdin.off('data', send).pause();
    }
    return undefined;
  },
});
