import t from 'tap';
import { FlowTable } from '../../../../host-server/network/program/flow-table.ts';
import type { FlowRule } from '../../../../host-server/network/program/flow-rule.ts';
import type { RunOptions, RunResult } from '../../../../host-server/process/process.ts';

interface Bundle {
  command: string;
  lines: string[];
  finish: () => void;
  fail: () => void;
}

/** A switch whose bundles end when the test says so. */
function slowSwitch(): { table: FlowTable; bundles: Bundle[]; next: (count: number) => Promise<Bundle>; hear: () => Promise<void> } {
  const bundles: Bundle[] = [];
  const waiting: (() => void)[] = [];
  const run = (argv: readonly string[], options: RunOptions = {}): Promise<RunResult> => new Promise((resolve, reject) => {
    bundles.push({
      command: argv.find(word => word.endsWith('-flows')) ?? '',
      lines: (options.input ?? '').split('\n').filter(line => line !== ''),
      finish: () => resolve({ code: 0, stdout: '', stderr: '', report: '' }),
      fail: () => reject(new Error('the switch is gone')),
    });
    for (const wake of waiting.splice(0)) wake();
  });
  const next = async (count: number): Promise<Bundle> => {
    while (bundles.length < count) await new Promise<void>(resolve => waiting.push(resolve));
    return bundles[count - 1] as Bundle;
  };
  const unheard: (() => void)[] = [];
  const hear = async (): Promise<void> => {
    for (const heard of unheard.splice(0)) heard();
    await new Promise(setImmediate);
  };
  return { table: new FlowTable({ processes: { run }, target: 'unix:/switch', heard: () => new Promise(resolve => unheard.push(resolve)) }), bundles, next, hear };
}

const rule = (name: number, actions = 'drop'): FlowRule => ({ table: 0, priority: name, match: '', cookie: 1n, actions });

t.test('the first bundle compares with what the switch holds, the next ones carry the difference', async t => {
  const { table, next, bundles } = slowSwitch();
  const first = table.set('a', [rule(1)]);
  (await next(1)).finish();
  await first;
  t.match(bundles[0], { command: 'replace-flows', lines: ['cookie=0x1,table=0,priority=1,actions=drop'] });
  const second = table.set('b', [rule(2)]);
  (await next(2)).finish();
  await second;
  t.match(bundles[1], { command: 'add-flows', lines: ['add cookie=0x1,table=0,priority=2,actions=drop'] });
  await table.set('b', [rule(2)]);
  t.equal(bundles.length, 2, 'nothing is sent when nothing differs');
});

t.test('what is asked while a bundle is under way goes into one next bundle', async t => {
  const { table, next, bundles } = slowSwitch();
  const first = table.set('a', [rule(1)]);
  await next(1);
  const others = [2, 3, 4].map(name => table.set(`p${name}`, [rule(name)]));
  const gone = table.set('p3', []);
  bundles[0]?.finish();
  await first;
  (await next(2)).finish();
  await Promise.all([...others, gone]);
  t.equal(bundles.length, 2);
  t.same(bundles[1]?.lines.map(line => /priority=(\d)/.exec(line)?.[1]), ['2', '4']);
});

t.test('after a failure the whole table is compared again', async t => {
  const { table, next, bundles } = slowSwitch();
  const first = table.set('a', [rule(1)]);
  (await next(1)).finish();
  await first;
  const failing = t.rejects(table.set('b', [rule(2)]), /the switch is gone/);
  (await next(2)).fail();
  await failing;
  const third = table.set('c', [rule(3)]);
  (await next(3)).finish();
  await third;
  t.equal(bundles[2]?.command, 'replace-flows');
  t.equal(bundles[2]?.lines.length, 3);
});

t.test('a repair compares the whole table', async t => {
  const { table, next, bundles } = slowSwitch();
  const first = table.set('a', [rule(1)]);
  (await next(1)).finish();
  await first;
  const repair = table.repair();
  (await next(2)).finish();
  await repair;
  t.match(bundles[1], { command: 'replace-flows', lines: ['cookie=0x1,table=0,priority=1,actions=drop'] });
});

t.test('what the switch tells of a bundle\'s entries is its own until all of it was heard', async t => {
  const { table, next, hear } = slowSwitch();
  const first = table.set('a', [rule(1)]);
  await next(1);
  t.ok(table.isOwn(77n), 'the first bundle may change anything');
  (await next(1)).finish();
  await first;
  t.ok(table.isOwn(77n), 'the switch may still speak of it');
  await hear();
  t.notOk(table.isOwn(1n), 'what changes now was changed by somebody else');
  const second = table.set('b', [{ ...rule(2), cookie: 2n }]);
  await next(2);
  t.same([1n, 2n].map(cookie => table.isOwn(cookie)), [false, true], 'only its own entries');
  (await next(2)).fail();
  await t.rejects(second);
  await hear();
  t.notOk(table.isOwn(2n));
});
