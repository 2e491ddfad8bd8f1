/**
 * One command line from words to exit code.
 *
 * The registry names all commands with their summaries, which is enough for help and completion; only the module of the
 * command that is meant is loaded, because loading all of them (and the HTTP client) would triple the start-up. The
 * loaded command's tables become commander's arguments and options; what it answers is rendered here; what it throws
 * becomes lines on standard error and an exit code.
 */
import { CommanderError, Command as Program } from 'commander';
import type { Cloud } from '../sdk/open-cloud.ts';
import { addTables, commonOptions, readValues } from './arguments.ts';
import type { Command, Io } from './command.ts';
import { traceRequests } from './debug.ts';
import { exitCodeOf, exitCodes, explainError } from './errors.ts';
import { findEntry, rootHelp } from './help.ts';
import { ProgramExit } from './program-exit.ts';
import { createProgress } from './progress.ts';
import { registry } from './registry.ts';
import type { Entry } from './registry.ts';
import type { Format } from './render.ts';
import { version } from './version.ts';

/** Runs `sampan ARGV…`; answers 0 done, 1 failed, 2 usage, 3 not found, 4 timeout. Never throws, never exits. */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  const entry = findEntry(argv);
  const program = createProgram(io);
  try {
    const command = await entry?.load();
    for (const each of registry) {
      const node = nodeOf(program, each);
      if (each === entry && command) fill(node, command, (args, options) => invoke(command, { args, options, globals: program.opts<Globals>(), io }));
    }
    // "help server create" is "server create --help", so that there is one place where a command's module is filled in.
    await program.parseAsync(argv[0] === 'help' ? [...argv.slice(1), '--help'] : [...argv], { from: 'user' });
    return exitCodes.ok;
  } catch (error) {
    if (io.signal?.aborted) {
      io.stderr.write('sampan: interrupted\n');
      return exitCodes.failed;
    }
    if (error instanceof ProgramExit) return error.exitCode;
    // Commander has already said what is wrong.
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
    io.stderr.write(explainError(error));
    return exitCodeOf(error);
  }
}

interface Globals {
  osCloud?: string;
  osAuthUrl?: string;
  osUsername?: string;
  osProjectName?: string;
  osProjectId?: string;
  osRegionName?: string;
  osInterface?: string;
  debug?: true;
}

interface Invocation {
  args: Record<string, unknown>;
  options: Record<string, unknown>;
  globals: Globals;
  io: Io;
}

function createProgram(io: Io): Program {
  const program = new Program('sampan');
  program.exitOverride().version(version(), '-V, --version');
  program.configureOutput({
    writeOut: (text) => io.stdout.write(text),
    writeErr: (text) => io.stderr.write(text),
    outputError: (text, write) => write(text.replace(/^error: /, 'sampan: ')),
  });
  program.showHelpAfterError('Suggestion: add --help to see what it takes.');
  for (const { flags, help } of globalOptions) program.option(flags, help);
  program.helpInformation = () => rootHelp(registry, globalOptions);
  return program;
}

const globalOptions = [
  { flags: '--os-cloud <name>', help: 'a cloud of clouds.yaml (OS_CLOUD)' },
  { flags: '--os-auth-url <url>', help: 'the identity service (OS_AUTH_URL)' },
  { flags: '--os-username <name>', help: 'who you are (OS_USERNAME); the password comes from OS_PASSWORD or secure.yaml' },
  { flags: '--os-project-name <name>', help: 'the project to work in (OS_PROJECT_NAME)' },
  { flags: '--os-project-id <id>', help: 'the same by id (OS_PROJECT_ID)' },
  { flags: '--os-region-name <name>', help: 'the region (OS_REGION_NAME)' },
  { flags: '--os-interface <name>', help: 'public, internal or admin (OS_INTERFACE)' },
  { flags: '--debug', help: 'print each request on standard error, without secrets' },
] as const;

/** Commander's node of a command, with the groups above it. */
function nodeOf(program: Program, { path, summary }: Entry): Program {
  const words = path.split(' ');
  return words.reduce((parent, word, index) => {
    const known = parent.commands.find((child) => child.name() === word);
    if (known) return known;
    const isLast = index === words.length - 1;
    return parent.command(word).description(isLast ? summary : `${words.slice(0, index + 1).join(' ')} commands`);
  }, program);
}

function fill(node: Program, command: Command, action: (args: Record<string, unknown>, options: Record<string, unknown>) => Promise<void>): void {
  addTables(node, command.args ?? {}, { ...command.options, ...commonOptions[command.output] });
  node.addHelpText('after', `\nExample:\n  sampan ${command.example}`);
  node.action(async () => {
    const { args, options } = readValues(node, command.args ?? {}, { ...command.options, ...commonOptions[command.output] });
    await action(args, options);
  });
}

async function invoke(command: Command, { args, options, globals, io }: Invocation): Promise<void> {
  const progress = createProgress(io.stderr);
  const stopTrace = globals.debug ? traceRequests((line) => io.stderr.write(`${line}\n`)) : undefined;
  let opened: Promise<Cloud> | undefined;
  const cloud = (): Promise<Cloud> => (opened ??= openCloudFor(globals, io));
  try {
    const signal = io.signal ?? new AbortController().signal;
    const context = { args, options, cloud, io, signal, progress } as unknown as Parameters<Command['run']>[0];
    const output = await Promise.race([command.run(context), aborted(signal)]);
    progress.clear();
    if (output) io.stdout.write(await rendered(output, options));
  } finally {
    progress.clear();
    stopTrace?.();
    // A cloud that could not be opened has already been told about.
    await opened?.then((each) => each.close(), () => undefined);
  }
}

/** Ctrl-C ends a command at once, wherever it is; closing the cloud cuts what it was asking. */
const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true }));

async function openCloudFor(globals: Globals, io: Io): Promise<Cloud> {
  const { openCloud } = await import('../sdk/open-cloud.ts');
  return openCloud({
    env: io.env,
    cwd: io.cwd ?? process.cwd(),
    cloud: globals.osCloud,
    authUrl: globals.osAuthUrl,
    userName: globals.osUsername,
    projectName: globals.osProjectName,
    projectId: globals.osProjectId,
    regionName: globals.osRegionName,
    interface: globals.osInterface,
    cacheTokens: io.env['SAMPAN_TOKEN_CACHE'] !== 'off',
    userAgent: `sampan-cli/${version()}`,
  });
}

async function rendered(output: NonNullable<Awaited<ReturnType<Command['run']>>>, options: Record<string, unknown>): Promise<string> {
  const { render } = await import('./render.ts');
  return render(output, {
    format: options['format'] as Format,
    columns: options['column'] as string[],
    sortColumn: options['sortColumn'] as string | undefined,
    long: options['long'] === true,
  });
}
