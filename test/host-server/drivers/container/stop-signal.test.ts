import t from 'tap';
import { stopSignal } from '../../../../host-server/drivers/container/stop-signal.ts';

const table: [string | null | undefined, number][] = [
  [undefined, 15], [null, 15], ['', 15], ['SIGTERM', 15], ['term', 15], ['INT', 2], ['SIGKILL', 9], ['9', 9], ['37', 37], ['SIGRTMIN+3', 37], ['RTMAX-1', 63], ['SIGRTMIN', 34],
];

for (const [name, number] of table) t.test(`the stop signal ${JSON.stringify(name)} is ${number}`, async t => t.equal(stopSignal(name), number));

t.test('what is no signal is a fault', async t => {
  for (const name of ['0', '65', 'SIGNOTHING', 'SIGRTMIN+40', 'TERM;reboot']) t.throws(() => stopSignal(name), { code: 'image-unusable' }, name);
});
