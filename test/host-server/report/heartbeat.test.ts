import { pino } from 'pino';
import t from 'tap';
import { Heartbeat } from '../../../host-server/report/heartbeat.ts';
import { unavailable } from '../../../openapi/serve/fault.ts';

t.test('beats go on in the region’s time, also while it does not answer', async (t) => {
  const answers: string[] = [];
  let beats = 0;
  const heartbeat = new Heartbeat({
    async beat() {
      await Promise.resolve();
      beats += 1;
      if (beats === 2) throw unavailable('away');
      return { missing: [], unreported: ['a'], unknown: [], interval_ms: 5 };
    },
    onAnswer: async ({ unreported }) => Promise.resolve(void answers.push(...unreported)),
    intervalMs: 1,
    log: pino({ level: 'silent' }),
  });
  t.equal(heartbeat.silentMs, undefined);
  heartbeat.start();
  while (beats < 4) await new Promise((resolve) => setTimeout(resolve, 2));
  await heartbeat.stop();
  const after = beats;
  await new Promise((resolve) => setTimeout(resolve, 15));
  t.equal(beats, after, 'none after the stop');
  t.same(new Set(answers), new Set(['a']));
  t.ok(answers.length >= 2 && (heartbeat.silentMs ?? -1) >= 0);
});
