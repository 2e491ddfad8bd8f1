/**
 * What a command is: data (arguments, options, an example) and a function. The types of what `run` gets follow from the
 * data, so an option that is misspelt does not compile.
 */
import type { Readable } from 'node:stream';
import type { Cloud } from '../sdk/open-cloud.ts';
import type { ListOutput, RecordOutput } from './columns.ts';
import type { Progress } from './progress.ts';

export interface OptionSpec {
  /** `list` and `pairs` (KEY=VALUE) may be repeated; `bool` takes no value. */
  type: 'string' | 'int' | 'bool' | 'list' | 'pairs';
  help: string;
  /** Placeholder in the help; default is the option's own name. */
  value?: string;
  short?: string;
  required?: true;
  default?: string | number;
  oneOf?: readonly string[];
  /** Least value of an `int`. */
  min?: number;
}

export interface ArgSpec {
  help: string;
  many?: true;
  optional?: true;
}

export type OptionTable = Readonly<Record<string, OptionSpec>>;
export type ArgTable = Readonly<Record<string, ArgSpec>>;

export type OptionValues<S extends OptionTable> = {
  [K in keyof S]: S[K] extends { required: true } | { default: string | number } | { type: 'bool' | 'list' | 'pairs' }
    ? OptionValue<S[K]['type']>
    : OptionValue<S[K]['type']> | undefined;
};

export type ArgValues<S extends ArgTable> = {
  [K in keyof S]: S[K] extends { many: true } ? string[] : S[K] extends { optional: true } ? string | undefined : string;
};

/** Where a command reads and writes; `process` in life, texts in tests and for callers within this program. */
export interface Io {
  env: Readonly<Record<string, string | undefined>>;
  stdout: Outlet;
  stderr: Outlet;
  /** Default is nothing to read. */
  stdin?: Readable & { isTTY?: boolean };
  cwd?: string;
  /** Aborted by Ctrl-C. */
  signal?: AbortSignal;
}

export interface Outlet {
  write(chunk: string | Uint8Array): unknown;
  isTTY?: boolean;
  columns?: number;
}

export interface Context<A extends ArgTable, O extends OptionTable> {
  args: ArgValues<A>;
  options: OptionValues<O>;
  /** Opened on first use: help and usage errors need no credentials. */
  cloud(): Promise<Cloud>;
  io: Io;
  signal: AbortSignal;
  progress: Progress;
}

/** What a command answers: rows, one thing, or nothing (when it wrote by itself, or has nothing to say). */
export type Output = ListOutput | RecordOutput | undefined;

export interface Command<A extends ArgTable = ArgTable, O extends OptionTable = OptionTable> {
  args?: A;
  options?: O;
  /** Decides whether -f, -c and --sort-column are there. */
  output: 'list' | 'record' | 'none';
  /** One line that can be typed as it stands, without `sampan`. */
  example: string;
  run(context: Context<A, O>): Promise<Output>;
}

/** Infers the types of `run` from the tables beside it. */
export function defineCommand<const A extends ArgTable = Record<never, ArgSpec>, const O extends OptionTable = Record<never, OptionSpec>>(
  command: Command<A, O>,
): Command {
  return command as unknown as Command;
}

type OptionValue<T extends OptionSpec['type']> = T extends 'int'
  ? number
  : T extends 'bool'
    ? boolean
    : T extends 'list'
      ? string[]
      : T extends 'pairs'
        ? Record<string, string>
        : string;
