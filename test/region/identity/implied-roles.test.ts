import t from 'tap';
import { withImplied } from '../../../region/identity/implied-roles.ts';

const rules = [
  { priorRoleId: 'admin', impliedRoleId: 'manager' },
  { priorRoleId: 'manager', impliedRoleId: 'member' },
  { priorRoleId: 'member', impliedRoleId: 'reader' },
];

void t.test('a role brings along what it implies, each once', async (t) => {
  const names = (...given: string[]): string[] => [...withImplied(given, rules).keys()].sort();
  t.same(names('admin'), ['admin', 'manager', 'member', 'reader']);
  t.same(names('member'), ['member', 'reader']);
  t.same(names('reader', 'member', 'admin'), ['admin', 'manager', 'member', 'reader']);
  t.same(names('service', 'custom'), ['custom', 'service']);
  t.same(names(), []);
});

void t.test('each role says by which one it came, and a ring ends', async (t) => {
  t.same([...withImplied(['manager'], rules)], [['manager', 'manager'], ['member', 'manager'], ['reader', 'member']]);
  t.equal(withImplied(['a'], [{ priorRoleId: 'a', impliedRoleId: 'b' }, { priorRoleId: 'b', impliedRoleId: 'a' }]).size, 2);
});
