/**
 * Runs every check and every test, and closes with the line `N passed, N failed`.
 *
 *   sampan test                      everything
 *   sampan test test/root/x.test.ts  these files only (with PostgreSQL, without the checks)
 *
 * The unit tests are four processes side by side (test/all.test.ts); each file in test/root (what needs root, Open vSwitch,
 * runc, QEMU) and in test/clients (stock clients) is a process of its own. Those in test/root and the registry's clients come
 * one after the other, because they share the machine and look at what they leave on it; the openstack client's, two of the
 * image service alone and one of a single machine touch nothing of that and go beside them. Afterwards the machine is compared with what it was: a
 * namespace, mount, link or process that a test left behind is a failure too.
 *
 * Machines that test are noisy. In a whole run a file that failed is run once more at the end, when nothing runs beside it,
 * and that one counts; what failed first is printed all the same, and the file is called unsteady: somebody has to look.
 */
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { Parser } from 'tap-parser';
import type { Result } from 'tap-parser';
import { leftovers, machineState } from './kit/leftovers.ts';
import { startPostgres } from './kit/postgres.ts';

const fileTimeoutMs = 10 * 60_000;
const checks: [name: string, command: string[]][] = [
  ['the contracts and what is generated from them agree', ['node', '--import=tsx', 'openapi/generate.ts', '--check']],
  ['types', ['node_modules/.bin/tsc', '--noEmit', '-p', 'tsconfig.json']],
  ['lint', ['node_modules/.bin/eslint', '.']],
];

/** As many shares as keep two cores busy, since many of these tests wait for a disk or a process. */
const unitShares = ['1/4', '2/4', '3/4', '4/4'];

/** These hold rates against a limit, so nothing runs beside them. */
const measuring = ['test/root/network-machines.test.ts', 'test/root/network-rates.test.ts'];

const args = process.argv.slice(2);
if (args.includes('--help') || args.includes('-h')) {
  process.stdout.write('Usage: sampan test [FILE…]\n\nRuns all checks and tests, or only the test files named. Needs root. Ends with the line "N passed, N failed".\n');
  process.exit(0);
}

interface Outcome {
  passed: number;
  failed: number;
}

const total: Outcome = { passed: 0, failed: 0 };
/** A failure is told at once, so that a run which is cut short has told it too. */
const count = (outcome: Outcome, name: string, ok: boolean, detail = ''): void => {
  outcome[ok ? 'passed' : 'failed'] += 1;
  if (!ok) process.stdout.write(`failed: ${name}\n${detail.trimEnd().replaceAll(/^(?=.)/gm, '      ')}\n`);
};
/** What failed in a whole run, and has its second try before it. */
const onceMore: string[][] = [];
const isWhole = args.length === 0;

const before = await machineState({ ofAll: true });
const postgres = await startPostgres();
try {
  if (isWhole) {
    await Promise.all(checks.map(([name, command]) => check(name, command)));
    await Promise.all(unitShares.map((share) => testFile(['test/all.test.ts', share])));
  }
  const files = isWhole ? [...testsIn('test/root'), ...testsIn('test/clients')] : args;
  await inOrder(files.filter((file) => measuring.includes(file)));
  const beside = files.filter((file) => /^test\/(clients\/openstack-|root\/(image-(kill|registry)|debian)\.)/.test(file));
  await Promise.all([inOrder(files.filter((file) => !measuring.includes(file) && !beside.includes(file))), inOrder(beside)]);
  for (const file of onceMore.splice(0)) await testFile(file, true);
} finally {
  await postgres.stop();
}
const left = await leftovers(before);
count(total, 'nothing is left on the machine', left.length === 0, left.join('\n'));
say('nothing is left on the machine', left.length === 0, 0);

process.stdout.write(`\n${total.passed} passed, ${total.failed} failed\n`);
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;

async function inOrder(files: readonly string[]): Promise<void> {
  for (const file of files) await testFile([file]);
}

function testsIn(folder: string): string[] {
  return readdirSync(folder).filter((name) => name.endsWith('.test.ts')).sort().map((name) => `${folder}/${name}`);
}

async function check(name: string, command: string[]): Promise<void> {
  const started = Date.now();
  const { code, output } = await run(command, () => {});
  count(total, name, code === 0, output.slice(-8000));
  say(name, code === 0, Date.now() - started);
}

async function testFile(words: string[], isSecond = false): Promise<void> {
  const file = words.join(' ');
  const started = Date.now();
  const outcome: Outcome = { passed: 0, failed: 0 };
  const parser = new Parser({ bail: false });
  parser.on('result', (result: Result) => {
    const skipped = Boolean(result.todo || result.skip);
    const ok = result.ok && !skipped;
    count(outcome, `${file}: ${result.fullname} ${result.name}`, ok, skipped ? 'skipped, and a skip is a failure here' : ok ? '' : JSON.stringify(result.diag, null, 2));
  });
  const ended = new Promise<void>((resolve) => parser.on('complete', () => resolve()));
  const { code, output } = await run(['node', '--import=tsx', ...words], (chunk) => parser.write(chunk));
  parser.end();
  await ended;
  const asserted = outcome.passed + outcome.failed;
  if (asserted === 0) count(outcome, `${file} ran no test`, false, output.slice(-4000));
  else if (code !== 0 && outcome.failed === 0) count(outcome, `${file} exited with ${code}`, false, output.slice(-4000));
  const ok = outcome.failed === 0;
  say(isSecond && ok ? `${file}, unsteady: it failed before` : file, ok, Date.now() - started, `${asserted} assertions`);
  if (isWhole && !ok && !isSecond) {
    onceMore.push(words);
    return;
  }
  total.passed += outcome.passed;
  total.failed += outcome.failed;
}

/** Runs a command in a process group of its own, which is ended as a whole when it takes too long. */
function run(command: string[], onOutput: (chunk: string) => void): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const [program, ...rest] = command as [string, ...string[]];
    const env = { ...process.env, TAP: '1', TAP_TIMEOUT: '0', SAMPAN_TEST_PG_URL: postgres.url };
    const child = spawn(program, rest, { stdio: ['ignore', 'pipe', 'pipe'], detached: true, env });
    let output = '';
    const keep = (chunk: string): void => {
      output = (output + chunk).slice(-200_000);
    };
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      keep(chunk);
      onOutput(chunk);
    });
    child.stderr.setEncoding('utf8').on('data', keep);
    const end = (signal: NodeJS.Signals) => child.pid !== undefined && child.exitCode === null && process.kill(-child.pid, signal);
    const term = setTimeout(() => end('SIGTERM'), fileTimeoutMs);
    const kill = setTimeout(() => end('SIGKILL'), fileTimeoutMs + 20_000);
    child.on('close', (code, signal) => {
      clearTimeout(term);
      clearTimeout(kill);
      resolve({ code: code ?? 1, output: signal ? `${output}\nended by ${signal}` : output });
    });
  });
}

function say(name: string, ok: boolean, ms: number, more = ''): void {
  process.stdout.write(`${ok ? 'ok  ' : 'FAIL'} ${name} (${[more, `${(ms / 1000).toFixed(1)} s`].filter(Boolean).join(', ')})\n`);
}
