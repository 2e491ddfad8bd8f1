import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { Writable } from 'node:stream';
import type { Io, OptionTable } from '../command.ts';
import { UsageError } from '../errors.ts';

/** A password never stands among the arguments, where everyone on the machine can read it. */
export const passwordOptions = {
  passwordFile: { type: 'string', value: 'file', help: 'read the password from a file; - is standard input' },
  passwordPrompt: { type: 'bool', help: 'ask for the password at the terminal' },
} as const satisfies OptionTable;

/** The password that was given, without the line break that an editor or `echo` puts after it; undefined when none was. */
export async function readPassword(options: { passwordFile: string | undefined; passwordPrompt: boolean }, io: Io): Promise<string | undefined> {
  if (options.passwordFile !== undefined && options.passwordPrompt) throw new UsageError('--password-file and --password-prompt exclude each other.');
  if (options.passwordPrompt) return askTwice(io);
  if (options.passwordFile === undefined) return undefined;
  const password = (await readAll(options.passwordFile, io)).replace(/\r?\n$/, '');
  if (password === '') throw new UsageError('The password is empty.');
  return password;
}

async function readAll(file: string, { stdin }: Io): Promise<string> {
  if (file === '-') return stdin ? text(stdin) : '';
  return readFile(file, 'utf8').catch((error: Error) => {
    throw new UsageError(`Cannot read the password: ${error.message}.`);
  });
}

async function askTwice(io: Io): Promise<string> {
  const { stdin } = io;
  if (!stdin?.isTTY) throw new UsageError('There is no terminal to ask at: give the password with --password-file.');
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: stdin, output: silent, terminal: true });
  const ask = async (question: string): Promise<string> => {
    io.stderr.write(question);
    const answer = await new Promise<string>((resolve) => lines.question('', resolve));
    io.stderr.write('\n');
    return answer;
  };
  try {
    const password = await ask('Password: ');
    if (password === '') throw new UsageError('The password is empty.');
    if ((await ask('Again: ')) !== password) throw new UsageError('The two passwords differ.');
    return password;
  } finally {
    lines.close();
  }
}
