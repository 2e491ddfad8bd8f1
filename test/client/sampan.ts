import { Readable } from 'node:stream';
import { run } from '../../client/cli/run.ts';
import type { FakeCloud } from './fake-cloud.ts';

export interface Ran {
  code: number;
  out: string;
  err: string;
}

export interface RanOptions {
  env?: Record<string, string | undefined>;
  stdin?: string | Buffer;
  cwd?: string;
  /** Standard error is a terminal, so progress is shown. */
  terminal?: boolean;
  signal?: AbortSignal;
  /** Sees standard output as it comes. */
  onOut?: (text: string) => void;
}

/** Runs one command line against a cloud, in this process. */
export async function sampan(cloud: Pick<FakeCloud, 'env'>, args: readonly string[], options: RanOptions = {}): Promise<Ran> {
  const ran: Ran = { code: 0, out: '', err: '' };
  ran.code = await run(args, {
    env: { ...cloud.env, ...options.env },
    stdout: {
      write(text) {
        ran.out += String(text);
        options.onOut?.(String(text));
      },
    },
    stderr: { write: (text) => (ran.err += String(text)), isTTY: options.terminal === true, columns: 100 },
    ...(options.stdin === undefined ? {} : { stdin: Readable.from([Buffer.from(options.stdin)]) }),
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
  return ran;
}
