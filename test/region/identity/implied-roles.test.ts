import t from 'tap';
import { withImplied } from '../../../region/identity/implied-roles.ts';

void t.test('a role brings along what it implies, each once', async (t) => {
  t.same(withImplied(['admin']), ['admin', 'manager', 'member', 'reader']);
  t.same(withImplied(['member']), ['member', 'reader']);
  t.same(withImplied(['reader', 'member', 'admin']), ['admin', 'manager', 'member', 'reader']);
  t.same(withImplied(['service', 'custom']), ['custom', 'service']);
  t.same(withImplied([]), []);
});
