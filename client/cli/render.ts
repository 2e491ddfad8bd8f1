/**
 * The four output formats. `table` is for people and may change; `json`, `yaml` and `value` are for machines: keys are
 * those of the columns, in their order, values keep their JSON types, and an empty list is an empty list.
 */
import type { Column, ListOutput, RecordOutput } from './columns.ts';
import { UsageError } from './errors.ts';

export const formats = ['table', 'json', 'yaml', 'value'] as const;
export type Format = (typeof formats)[number];

export interface RenderOptions {
  format: Format;
  /** Keys or titles; empty means the usual ones. */
  columns: readonly string[];
  sortColumn?: string | undefined;
  long: boolean;
}

/** Gives the text that goes to standard output, with its last line break. */
export async function render(output: ListOutput | RecordOutput, options: RenderOptions): Promise<string> {
  const columns = pickColumns(output.columns, options);
  if ('record' in output) return writers[options.format].record(columns, cellsOf(output.record, columns));
  const sorting = options.sortColumn === undefined ? undefined : pickColumn(output.columns, options.sortColumn);
  const rows = sorting ? [...output.list].sort((a, b) => compare(valueOf(a, sorting), valueOf(b, sorting))) : output.list;
  return writers[options.format].list(columns, rows.map((row) => cellsOf(row, columns)));
}

type AnyColumn = Column<never>;

interface Writer {
  list(columns: readonly AnyColumn[], rows: readonly unknown[][]): string | Promise<string>;
  record(columns: readonly AnyColumn[], cells: readonly unknown[]): string | Promise<string>;
}

const writers: Record<Format, Writer> = {
  table: {
    list: (columns, rows) => drawTable(columns.map(({ title }) => title), rows.map((row) => row.map(cellText))),
    record: (columns, cells) => drawTable(['Field', 'Value'], columns.map(({ key }, index) => [key, cellText(cells[index])])),
  },
  json: {
    list: (columns, rows) => `${JSON.stringify(rows.map((cells) => keyed(columns, cells)), null, 2)}\n`,
    record: (columns, cells) => `${JSON.stringify(keyed(columns, cells), null, 2)}\n`,
  },
  yaml: {
    list: async (columns, rows) => (await import('yaml')).stringify(rows.map((cells) => keyed(columns, cells))),
    record: async (columns, cells) => (await import('yaml')).stringify(keyed(columns, cells)),
  },
  value: {
    list: (_, rows) => rows.map((cells) => `${cells.map(cellText).join(' ')}\n`).join(''),
    record: (_, cells) => cells.map((cell) => `${cellText(cell)}\n`).join(''),
  },
};

// The borders of the stock client, so that scripts and eyes that know them find their way.
async function drawTable(head: string[], rows: string[][]): Promise<string> {
  const { default: Table } = await import('cli-table3');
  const chars = {
    'top': '-', 'top-mid': '+', 'top-left': '+', 'top-right': '+',
    'bottom': '-', 'bottom-mid': '+', 'bottom-left': '+', 'bottom-right': '+',
    'left': '|', 'left-mid': '', 'mid': '', 'mid-mid': '', 'right': '|', 'right-mid': '', 'middle': '|',
  };
  const table = new Table({ chars, style: { head: [], border: [] } });
  table.push(head, ...rows);
  // Without colours a head is a row as any other; the rule below it is the one above.
  const [top = '', first = '', ...others] = table.toString().split('\n');
  return [top, first, top, ...others].map((line) => `${line}\n`).join('');
}

function pickColumns(all: readonly AnyColumn[], options: RenderOptions): readonly AnyColumn[] {
  if (options.columns.length > 0) return options.columns.map((name) => pickColumn(all, name));
  return options.format === 'table' || options.format === 'value' ? all.filter(({ long }) => !long || options.long) : all;
}

function pickColumn(all: readonly AnyColumn[], name: string): AnyColumn {
  const wanted = name.toLowerCase();
  const found = all.find(({ key, title }) => key.toLowerCase() === wanted || title.toLowerCase() === wanted);
  if (!found) throw new UsageError(`There is no column ${name}. Columns: ${all.map(({ key }) => key).join(', ')}.`);
  return found;
}

const valueOf = (row: object, { value }: AnyColumn): unknown => value(row as never) ?? null;

const cellsOf = (row: object, columns: readonly AnyColumn[]): unknown[] => columns.map((each) => valueOf(row, each));

const keyed = (columns: readonly AnyColumn[], cells: readonly unknown[]): Record<string, unknown> =>
  Object.fromEntries(columns.map(({ key }, index) => [key, cells[index]]));

function compare(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return cellText(a).localeCompare(cellText(b), 'en', { numeric: true });
}

/** One value as a person reads it: lists with commas, objects as key='value', nothing for null. */
export function cellText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.map(cellText).join(', ');
  if (typeof value === 'object') return Object.entries(value).map(([key, inner]) => `${key}=${cellText(inner)}`).join(', ');
  // A control character in a name must not reach the terminal.
  return String(value as string | number | boolean).replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f\u009b]/g, '?');
}
