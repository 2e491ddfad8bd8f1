import { InvalidArgumentError, Option } from 'commander';
import type { Command as Program } from 'commander';
import type { ArgTable, Command, OptionSpec, OptionTable } from './command.ts';

const format = { type: 'string', short: 'f', value: 'format', help: 'how to print it', default: 'table', oneOf: ['table', 'json', 'yaml', 'value'] } as const;
const columns = { type: 'list', short: 'c', value: 'name', help: 'print only this column, by key or title; may be repeated' } as const;

/** What every command with output takes. */
export const commonOptions: Record<Command['output'], OptionTable> = {
  list: {
    format,
    column: columns,
    sortColumn: { type: 'string', value: 'name', help: 'sort the rows by this column' },
    long: { type: 'bool', help: 'print more columns' },
  },
  record: { format, column: columns },
  none: {},
};

/** Declares a command's tables to commander. */
export function addTables(node: Program, args: ArgTable, options: OptionTable): void {
  for (const [name, { help, many, optional }] of Object.entries(args)) {
    const inner = `${kebab(name)}${many ? '...' : ''}`;
    node.argument(optional ? `[${inner}]` : `<${inner}>`, help);
  }
  for (const [name, spec] of Object.entries(options)) node.addOption(optionOf(name, spec));
}

/** What was given, by the tables' own names; lists and pairs that were not given are empty. */
export function readValues(node: Program, args: ArgTable, options: OptionTable): { args: Record<string, unknown>; options: Record<string, unknown> } {
  const given = node.opts<Record<string, unknown>>();
  const values = Object.entries(options).map(([name, { type }]) => [name, given[name] ?? emptyOf[type]]);
  return {
    args: Object.fromEntries(Object.keys(args).map((name, index) => [name, node.processedArgs[index]])),
    options: Object.fromEntries(values) as Record<string, unknown>,
  };
}

const emptyOf = { string: undefined, int: undefined, bool: false, list: [], pairs: {} } as const satisfies Record<OptionSpec['type'], unknown>;

function optionOf(name: string, spec: OptionSpec): Option {
  const short = spec.short === undefined ? '' : `-${spec.short}, `;
  const value = spec.type === 'bool' ? '' : ` <${spec.value ?? (spec.type === 'pairs' ? 'key=value' : spec.type === 'int' ? 'n' : kebab(name))}>`;
  const option = new Option(`${short}--${kebab(name)}${value}`, spec.help);
  if (spec.default !== undefined) option.default(spec.default);
  if (spec.required) option.makeOptionMandatory();
  if (spec.type === 'int') option.argParser((text) => wholeNumber(text, spec.min));
  if (spec.type === 'list') option.argParser((text, before: string[] | undefined) => [...(before ?? []), text]);
  if (spec.type === 'pairs') option.argParser((text, before: Record<string, string> | undefined) => ({ ...before, ...pair(text) }));
  if (spec.oneOf) option.choices(spec.oneOf);
  return option;
}

function wholeNumber(text: string, min = Number.MIN_SAFE_INTEGER): number {
  const number = Number(text);
  if (!/^-?\d+$/.test(text) || !Number.isSafeInteger(number) || number < min) {
    throw new InvalidArgumentError(`It must be a whole number${min === Number.MIN_SAFE_INTEGER ? '' : `, ${min} or more`}.`);
  }
  return number;
}

function pair(text: string): Record<string, string> {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('It must be KEY=VALUE.');
  return { [text.slice(0, at)]: text.slice(at + 1) };
}

const kebab = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
