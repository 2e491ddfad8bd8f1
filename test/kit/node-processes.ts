import { spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { existsSync } from 'node:fs';
import { Fault } from '../../openapi/serve/fault.ts';
import type { Processes, RunOptions, RunResult } from '../../host-server/process/process.ts';

/** Starts programs straight from Node: for tests and benchmarks of what only runs programs. */
export function nodeProcesses(): NodeProcesses {
  const started: string[][] = [];
  return {
    started,
    run: (argv, options = {}) => {
      started.push([...argv]);
      return runProgram(argv, options);
    },
    waitForExit: async pid => {
      while (existsSync(`/proc/${pid}`)) await delay(10);
    },
  };
}

export interface NodeProcesses extends Pick<Processes, 'run' | 'waitForExit'> {
  /** What was run, in order. */
  started: string[][];
}

function runProgram(argv: readonly string[], options: RunOptions): Promise<RunResult> {
  const [program = '', ...args] = argv;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: options.cwd,
      env: options.env ?? { PATH: process.env['PATH'] },
      timeout: options.timeoutMs ?? 30_000,
      killSignal: 'SIGKILL',
    });
    const text = { stdout: '', stderr: '' };
    child.stdout.on('data', (chunk: Buffer) => (text.stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (text.stderr += chunk.toString()));
    child.on('error', error => reject(new Fault('internal', `${program} could not be started: ${error.message}`, { cause: error })));
    child.on('close', code => {
      const result = { code: code ?? 137, report: '', ...text };
      if (result.code === 0 || options.allowFailure === true) resolve(result);
      else reject(new Fault('internal', `${argv.join(' ')} ended with code ${result.code}: ${text.stderr.trim()}`));
    });
    // A program that ends without reading what it is told ends for a reason of its own, which its exit code tells.
    child.stdin.on('error', (error: NodeJS.ErrnoException) => error.code === 'EPIPE' || child.emit('error', error));
    child.stdin.end(options.input ?? '');
  });
}
