import t from 'tap';
import { parsePattern } from '../../../region/servers/name-pattern.ts';
import { hostnameOf, numberedNames } from '../../../region/servers/server-names.ts';
import { inTransaction } from '../../../openapi/serve/db.ts';
import { selectServers } from '../../../region/servers/list-store.ts';
import { insertServers } from '../../../region/servers/server-store.ts';
import { forEachRegionDatabase } from '../store-world.ts';
import { serverRow } from './server-row.ts';

void t.test('hostnames are RFC 1123 labels', (t) => {
  for (const [name, hostname] of [
    ['Web 1', 'web-1'],
    ['--a__b--', 'a-b'],
    ['Bücher', 'bu-cher'],
    ['x'.repeat(80), 'x'.repeat(63)],
    [`${'y'.repeat(62)}-z`, 'y'.repeat(62)],
    ['東京', 'server-12345678'],
  ] as const) {
    t.equal(hostnameOf(name, '12345678-0000-4000-8000-000000000000'), hostname);
    t.match(hostname, /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/);
  }
  t.same(numberedNames('n', 3, true), ['n-1', 'n-2', 'n-3']);
  t.same(numberedNames('n', 1, false), ['n']);
  t.end();
});

void forEachRegionDatabase(t, 'name filters find what a regular expression would', async (t, db) => {
  const names = ['web-1', 'web-2', 'my web-1', 'WEB-1', 'a%b_c', 'a*b?c[d', 'web.1'];
  await inTransaction(db, (trx) => insertServers(trx, names.map((name, index) => serverRow({ name, createdAt: `2026-11-21T00:00:0${index}.000Z` }))));
  const find = async (pattern: string): Promise<string[]> => {
    const found = await selectServers(db, { projectId: 'p', like: { name: parsePattern('name', pattern) }, deleted: 'no', sort: [{ field: 'createdAt', order: 'asc' }], limit: 100 });
    return found.map(({ name }) => name);
  };
  t.same(await find('web-1'), ['web-1', 'my web-1']);
  t.same(await find('^web-1$'), ['web-1']);
  t.same(await find('^web'), ['web-1', 'web-2', 'web.1']);
  t.same(await find('^web.1$'), ['web-1', 'web.1']);
  t.same(await find('^web\\.1$'), ['web.1']);
  t.same(await find('^w.*1$'), ['web-1', 'web.1']);
  t.same(await find('%b_'), ['a%b_c']);
  t.same(await find('a\\*b\\?c\\[d'), ['a*b?c[d']);
  t.throws(() => parsePattern('name', '(a+)+$'), { status: 400, message: /of regular expressions only/ });
});
