import t from 'tap';
import { capturedLog } from '../fixture.ts';

t.test('log lines are JSON with service, level and time, and secrets are blanked by key', async (t) => {
  const { log, lines } = capturedLog();
  log.info({ password: 'a1', user: { token: 'b2', deep: { secret: 'c3' } }, headers: { 'x-auth-token': 'd4', accept: 'json' } }, 'hello');
  const [line] = lines();
  t.match(line, { service: 'test', level: 'info', msg: 'hello', headers: { accept: 'json' }, password: '[secret]' });
  t.match(line?.['time'], /^\d{4}-\d\d-\d\dT/);
  t.notMatch(JSON.stringify(line), /a1|b2|c3|d4/);
});

t.test('an error keeps its message and its stack', async (t) => {
  const { log, lines } = capturedLog();
  log.error({ error: new Error('why') }, 'what');
  t.match(lines()[0], { error: { message: 'why', stack: /log\.test/ }, msg: 'what', level: 'error' });
});
