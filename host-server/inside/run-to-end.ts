import type { Readable } from 'node:stream';
import type { components } from '../../openapi/generated/host.ts';
import { Fault } from '../../openapi/serve/fault.ts';
import type { Driver } from '../drivers/driver.ts';

export type ExecBody = components['schemas']['ExecRequest'];
export type ExecResult = components['schemas']['ExecResult'];

const outputBytes = 1024 * 1024;

/** Runs a program inside a server to its end with bounded output; kills it when it takes too long, or nobody waits any more. */
export async function runToEnd(driver: Driver, serverId: string, body: ExecBody, signal?: AbortSignal): Promise<ExecResult> {
  const { command, env, member, user, cwd, stdin = '', timeout_s: timeoutS = 60, base64 = false } = body;
  const program = await driver.exec(serverId, { argv: command, ...(env && { env }), ...(member !== undefined && { member }), ...(user !== undefined && { user }), ...(cwd !== undefined && { cwd }) });
  let late = false;
  const stop = (): void => program.kill();
  const timer = setTimeout(() => {
    late = true;
    stop();
  }, timeoutS * 1000);
  signal?.addEventListener('abort', stop, { once: true });
  if (signal?.aborted) stop();
  try {
    program.stdio.on('error', () => undefined); // A program need not read its input.
    program.stdio.end(Buffer.from(stdin, 'base64'));
    const [stdout, stderr, code] = await Promise.all([collect(program.stdio), collect(program.stderr), program.exit.catch((error: unknown) => (late ? 137 : Promise.reject(error as Error)))]);
    if (late) {
      throw new Fault('timeout', `${command[0] ?? ''} in server ${serverId} did not end within ${timeoutS} s and was killed. Give it more time (timeout_s), or run it in the background.`, { retryable: false });
    }
    const text = (bytes: Buffer): string => bytes.toString(base64 ? 'base64' : 'utf8');
    return { exit_code: code, stdout: text(stdout.bytes), stderr: text(stderr.bytes), truncated: stdout.truncated || stderr.truncated };
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
  }
}

/** Reads on beyond the limit, so that the program is not held up. */
async function collect(source: Readable): Promise<{ bytes: Buffer; truncated: boolean }> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of source as AsyncIterable<Buffer>) {
      if (size < outputBytes) chunks.push(chunk.subarray(0, outputBytes - size));
      size += chunk.length;
    }
  } catch (error) {
    // A pipe that breaks when its program is killed: what came is what there is. Its exit tells the rest.
    if ((error as NodeJS.ErrnoException).code !== 'ECONNRESET' && (error as NodeJS.ErrnoException).code !== 'EPIPE') throw error;
  }
  return { bytes: Buffer.concat(chunks), truncated: size > outputBytes };
}
