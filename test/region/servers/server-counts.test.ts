import t from 'tap';
import { mostServersAtOnce, serverCounts } from '../../../region/servers/server-counts.ts';

void t.test('counts are numbers or text, and have a bound', (t) => {
  t.same(serverCounts({}), { min: 1, max: 1 });
  t.same(serverCounts({ min_count: '3' }), { min: 3, max: 3 });
  t.same(serverCounts({ min_count: 1, max_count: '5' }), { min: 1, max: 5 });
  t.same(serverCounts({ max_count: '99999999999999999999' }), { min: 1, max: mostServersAtOnce }, 'as many as can be made at once');
  t.throws(() => serverCounts({ min_count: 2, max_count: 1 }), { name: 'Fault', status: 400, message: /min_count must be <= max_count/ });
  t.throws(() => serverCounts({ min_count: mostServersAtOnce + 1 }), { name: 'Fault', status: 400, message: /send several/ });
  t.end();
});
