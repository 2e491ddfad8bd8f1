import { Fault } from '../../../openapi/serve/fault.ts';

/** Whom a guest's first process runs as, in the guest's own ids. */
export interface GuestUser {
  uid: number;
  gid: number;
  additionalGids: number[];
}

/**
 * Resolves the `User` of an image (image-spec, config.md: `user`, `uid`, `user:group`, `uid:gid`, `uid:group`,
 * `user:gid`) against the guest's own /etc/passwd and /etc/group. A numeric user need not be listed; a name must.
 * Without a group, the user's own group and those that list the user count, as at a login.
 */
export function guestUser(user: string | null | undefined, passwd: string, group: string): GuestUser {
  const [wantedUser = '', wantedGroup] = (user ?? '').split(':', 2);
  const entry = wantedUser === '' ? rows(passwd).find(row => row[2] === '0') : pick(rows(passwd), wantedUser, 2);
  const uid = wantedUser === '' ? 0 : (numeric(entry?.[2]) ?? numeric(wantedUser));
  if (uid === undefined) throw unknown('user', wantedUser, '/etc/passwd');
  if (wantedGroup !== undefined && wantedGroup !== '') {
    const gid = numeric(pick(rows(group), wantedGroup, 2)?.[2]) ?? numeric(wantedGroup);
    if (gid === undefined) throw unknown('group', wantedGroup, '/etc/group');
    return { uid, gid, additionalGids: [] };
  }
  const gid = numeric(entry?.[3]) ?? 0;
  const name = entry?.[0];
  const additionalGids = rows(group)
    .filter(row => name !== undefined && (row[3] ?? '').split(',').includes(name))
    .map(row => numeric(row[2]))
    .filter(id => id !== undefined && id !== gid) as number[];
  return { uid, gid, additionalGids };
}

const rows = (table: string): string[][] =>
  table.split('\n').filter(line => line.includes(':') && !line.startsWith('#')).map(line => line.trim().split(':'));

/** By name first and then by number, so that a user who is named `1000` is found as that. */
const pick = (table: string[][], wanted: string, idColumn: number): string[] | undefined =>
  table.find(row => row[0] === wanted) ?? table.find(row => row[idColumn] === wanted);

function numeric(text: string | undefined): number | undefined {
  if (text === undefined || !/^\d{1,10}$/.test(text)) return undefined;
  return Number(text) <= 0xffff_fffe ? Number(text) : undefined;
}

const unknown = (what: string, name: string, file: string): Fault =>
  new Fault('image-unusable', `The image wants to run as ${what} '${name}', which its ${file} does not list. Add it there, or name it by number.`, {
    details: { [what]: name },
  });
