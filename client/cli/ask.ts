import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import type { Io } from './command.ts';
import { UsageError } from './errors.ts';

/** Asks at the terminal, which shows what is typed unless it is a secret. Throws a usage error where nobody can answer. */
export async function ask({ stdin, stderr }: Io, question: string, options: { secret?: boolean; otherwise?: string } = {}): Promise<string> {
  if (!stdin?.isTTY) throw new UsageError(`There is no terminal to ask at for: ${question}. Set the OS_* variables instead.`);
  const output = new Writable({
    write(chunk, _encoding, done) {
      if (options.secret !== true) stderr.write(String(chunk));
      done();
    },
  });
  const lines = createInterface({ input: stdin, output, terminal: true });
  const prompt = `${question}${options.otherwise === undefined ? '' : ` [${options.otherwise}]`}: `;
  try {
    if (options.secret === true) stderr.write(prompt);
    const answer = await new Promise<string>((resolve) => lines.question(options.secret === true ? '' : prompt, resolve));
    if (options.secret === true) stderr.write('\n');
    const given = answer.trim() === '' ? options.otherwise : answer;
    if (given === undefined || given === '') throw new UsageError(`An answer is needed: ${question}.`);
    return given;
  } finally {
    lines.close();
  }
}
