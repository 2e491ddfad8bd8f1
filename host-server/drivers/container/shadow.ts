import { badRequest } from '../../../openapi/serve/fault.ts';

export interface PasswordFiles {
  passwd: string;
  /** Undefined where the guest has none. */
  shadow: string | undefined;
}

/**
 * The guest's password files with another hash for one user (passwd(5), shadow(5)). A guest without shadow passwords gets
 * them: the hash is never put where everybody reads.
 *
 * @param user a name; the first user with id 0 unless given
 * @param day days since 1970, for the date of the last change
 */
export function withPassword(files: PasswordFiles, { user, hash }: { user?: string | undefined; hash: string }, day: number): { user: string; passwd: string; shadow: string } {
  const entry = rows(files.passwd).find((row) => (user === undefined ? row[2] === '0' : row[0] === user));
  const name = entry?.[0];
  if (!entry || name === undefined) {
    throw badRequest(`The server's /etc/passwd lists no user ${user === undefined ? 'with the id 0' : `'${user}'`}. Name one that it has.`, { field: 'user' });
  }
  const passwd = entry[1] === 'x' ? files.passwd : replaced(files.passwd, name, (row) => [row[0] ?? '', 'x', ...row.slice(2)]);
  const shadow = files.shadow ?? '';
  const known = rows(shadow).some((row) => row[0] === name);
  const fresh = [name, hash, String(day), '0', '99999', '7', '', '', ''];
  return {
    user: name,
    passwd,
    shadow: known
      ? replaced(shadow, name, (row) => [name, hash, String(day), ...fresh.slice(3).map((value, index) => row[index + 3] ?? value)])
      : `${shadow === '' || shadow.endsWith('\n') ? shadow : `${shadow}\n`}${fresh.join(':')}\n`,
  };
}

const rows = (table: string): string[][] => table.split('\n').map((line) => line.split(':'));

const replaced = (table: string, name: string, change: (row: string[]) => string[]): string =>
  table.split('\n').map((line) => (line.startsWith(`${name}:`) ? change(line.split(':')).join(':') : line)).join('\n');
