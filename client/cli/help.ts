import { registry } from './registry.ts';
import type { Entry } from './registry.ts';

/** The command that a command line means, by its longest path; undefined for none, as in `sampan server --help`. */
export function findEntry(argv: readonly string[]): Entry | undefined {
  const words = wordsOf(argv);
  const fitting = registry.filter(({ path }) => path.split(' ').every((word, index) => words[index] === word));
  return fitting.sort((a, b) => b.path.length - a.path.length)[0];
}

/** The words before the first option that may have a value of its own: `--os-cloud x server list` → server, list. */
function wordsOf(argv: readonly string[]): string[] {
  const words: string[] = [];
  for (let index = 0; index < argv.length; index += 1) {
    const arg = argv[index] ?? '';
    if (arg.startsWith('--os-') && !arg.includes('=')) index += 1;
    else if (!arg.startsWith('-')) words.push(arg);
  }
  return words[0] === 'help' ? words.slice(1) : words;
}

/** The nouns by group, each with its verbs; for the verbs' summaries there is `sampan NOUN --help`. */
export function rootHelp(entries: readonly Entry[], globals: readonly { flags: string; help: string }[]): string {
  const groups = new Map<string, Map<string, string[]>>();
  for (const { group, path, summary } of entries) {
    const [noun = '', ...verb] = path.split(' ');
    const nouns = groups.get(group) ?? new Map<string, string[]>();
    nouns.set(noun, [...(nouns.get(noun) ?? []), verb.join(' ') || summary]);
    groups.set(group, nouns);
  }
  const lines = [...groups].flatMap(([group, nouns]) => ['', `${group}:`, ...[...nouns].map(([noun, verbs]) => row(noun, verbs.join(', ')))]);
  return `${[
    'Usage: sampan [options] NOUN VERB [arguments]',
    '',
    'One cloud of virtual machines and containers, at your fingertips.',
    ...lines,
    '',
    'This machine:',
    ...launcherVerbs.map(([verb, summary]) => row(verb, summary)),
    '',
    'Options:',
    ...globals.map(({ flags, help }) => row(flags, help)),
    '',
    'Things are named by id, by the beginning of an id (4 characters or more) or by name. Tables are for people; -f json,',
    '-f yaml and -f value are for machines: their keys are stable, and -c takes a key or a title.',
    'Exit codes: 0 done, 1 failed, 2 usage, 3 not found, 4 timeout.',
    '`sampan NOUN --help` lists verbs; `sampan NOUN VERB --help` shows options and an example.',
  ].join('\n')}\n`;
}

// The launcher answers these itself; they are named here so that one help tells all.
const launcherVerbs = [
  ['up', 'make a cloud of this machine, with a first server'],
  ['down', 'stop it (--purge takes everything away)'],
  ['status', 'what runs here'],
  ['doctor', 'what is missing here, and how to get it'],
  ['env', 'the OS_* variables of a user: eval "$(sampan env demo)"'],
  ['test', 'run the tests'],
  ['region', 'run the region alone'],
  ['image-service', 'run the image service alone'],
  ['host-server', 'run the host-server alone'],
] as const;

const row = (left: string, right: string): string => `  ${left.padEnd(26)}${right}`;
