/**
 * A column has a title for people (`-f table`) and a key for machines (`-f json`, `-f yaml`). Keys are the contract's
 * snake_case names and stay as they are from version to version; `-c` takes either.
 */
export interface Column<Row> {
  key: string;
  title: string;
  value: (row: Row) => unknown;
  /** Only with --long, or when named by -c; machine formats always have it. */
  long?: true;
}

/** `column('flavor_id', 'Flavor ID', (server) => server.flavor.id)`. */
export const column = <Row>(key: string, title: string, value: (row: Row) => unknown): Column<Row> => ({ key, title, value });

export const longColumn = <Row>(key: string, title: string, value: (row: Row) => unknown): Column<Row> => ({ key, title, value, long: true });

/** The output of a list command; the rows' type is checked against the columns' here and forgotten after. */
export const list = <Row extends object>(rows: readonly Row[], columns: readonly Column<Row>[]): ListOutput => ({ list: rows, columns });

/** The output of a command that shows one thing. */
export const record = <Row extends object>(row: Row, columns: readonly Column<Row>[]): RecordOutput => ({ record: row, columns });

export interface ListOutput {
  list: readonly object[];
  columns: readonly Column<never>[];
}

export interface RecordOutput {
  record: object;
  columns: readonly Column<never>[];
}
