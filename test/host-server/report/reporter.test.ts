import { pino } from 'pino';
import t from 'tap';
import type { Test } from 'tap';
import { Reporter } from '../../../host-server/report/reporter.ts';
import type { DraftReport, ReporterOptions } from '../../../host-server/report/reporter.ts';
import type { ServerReport } from '../../../host-server/servers/spec.ts';
import { unavailable } from '../../../openapi/serve/fault.ts';

const draft = (id: string, generation = 1, more: Partial<DraftReport> = {}): DraftReport => ({ server_id: id, observed_generation: generation, status: 'running', ...more });

interface Line {
  reporter: Reporter;
  /** Batches that the region was sent, failed ones included. */
  sent: ServerReport[][];
  taken: ServerReport[];
  refused: ServerReport[];
  fail: boolean;
  /** Lets one request that waits go on. */
  release(): void;
}

function openLine(t: Test, options: Partial<ReporterOptions> & { hold?: boolean; refuse?: string[] } = {}): Line {
  let next = 0;
  const held: (() => void)[] = [];
  const line = { sent: [], taken: [], refused: [], fail: false, release: () => held.shift()?.() } as unknown as Line;
  line.reporter = new Reporter({
    async send(reports) {
      line.sent.push(reports);
      if (options.hold) await new Promise<void>((resolve) => held.push(resolve));
      if (line.fail) throw unavailable('away');
      return { refused: options.refuse ?? [] };
    },
    sequence: { next: () => (next += 1) },
    onTaken: (report) => void line.taken.push(report),
    onRefused: (report) => void line.refused.push(report),
    log: pino({ level: 'silent' }),
    now: () => new Date('2026-01-02T03:04:05Z'),
    lingerMs: 20,
    retryFirstMs: 5,
    retryMaxMs: 10,
    ...options,
  });
  line.reporter.start();
  t.teardown(async () => {
    line.fail = false;
    const stopped = line.reporter.stop(50);
    while (held.length > 0) line.release();
    await stopped;
  });
  return line;
}

const until = async (fits: () => boolean): Promise<void> => {
  while (!fits()) await new Promise((resolve) => setTimeout(resolve, 2));
};

t.test('an urgent report goes at once, with its number and time', async (t) => {
  const line = openLine(t);
  line.reporter.push(draft('a'), { urgent: true });
  t.same(line.sent, [[{ ...draft('a'), sequence: 1, observed_at: '2026-01-02T03:04:05.000Z' }]]);
  await until(() => line.taken.length === 1);
});

t.test('reports that come while one is under way go together, the newest of each server, in order', async (t) => {
  const line = openLine(t, { hold: true });
  line.reporter.push(draft('a'), { urgent: true });
  line.reporter.push(draft('b', 1), { urgent: true });
  line.reporter.push(draft('c', 1), { urgent: true });
  line.reporter.push(draft('b', 2), { urgent: true });
  t.equal(line.sent.length, 1, 'one request at a time');
  line.release();
  await until(() => line.sent.length === 2);
  t.same(line.sent[1]?.map((report) => [report.server_id, report.observed_generation, report.sequence]), [['b', 2, 4], ['c', 1, 3]]);
});

t.test('a report that is not urgent waits a moment, and gives way to the final one', async (t) => {
  const line = openLine(t);
  line.reporter.push(draft('a', 0, { status: 'building', step: 'layers' }));
  t.equal(line.sent.length, 0);
  line.reporter.push(draft('a', 1), { urgent: true });
  t.same(line.sent.map((batch) => batch.map((report) => report.status)), [['running']]);
  line.reporter.push(draft('b', 0, { status: 'building' }));
  await until(() => line.sent.length === 2);
});

t.test('what the region does not take comes again until it does, unless something newer came', async (t) => {
  const line = openLine(t);
  line.fail = true;
  const phases = [{ name: 'start', started_at: '2026-01-02T03:04:05Z', duration_ms: 1 }];
  line.reporter.push(draft('a', 1, { phases }), { urgent: true });
  line.reporter.push(draft('b', 1), { urgent: true });
  await until(() => line.sent.length >= 3);
  line.reporter.push(draft('a', 1, { status: 'exited' }), { urgent: true });
  t.equal(line.reporter.backlog, 2);
  line.fail = false;
  await until(() => line.reporter.backlog === 0 && line.taken.length === 2);
  t.match(line.taken.find((report) => report.server_id === 'a'), { status: 'exited', phases }, 'the phases of that generation are not lost');
});

t.test('a heartbeat that came through cuts the delay short', async (t) => {
  const line = openLine(t, { retryFirstMs: 60_000, retryMaxMs: 60_000 });
  line.fail = true;
  line.reporter.push(draft('a'), { urgent: true });
  await until(() => line.reporter.backlog === 1);
  line.fail = false;
  line.reporter.kick();
  await until(() => line.taken.length === 1);
  t.pass('it was sent again at once');
});

t.test('servers that the region does not place here are told apart', async (t) => {
  const line = openLine(t, { refuse: ['b'] });
  line.reporter.push(draft('a'));
  line.reporter.push(draft('b'), { urgent: true });
  await until(() => line.taken.length + line.refused.length === 2);
  t.same([line.taken[0]?.server_id, line.refused[0]?.server_id], ['a', 'b']);
});
