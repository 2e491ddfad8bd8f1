import t from 'tap';
import { whatNext } from '../../../region/servers/own/what-next.ts';
import { serverRow } from './server-row.ts';
import type { Server } from '../../../region/servers/server-row.ts';

const up = { state: 'up' as const, heartbeatAt: '2026-11-21T00:00:00.000Z' };

void t.test('what happens next follows from what is wanted, what is held and what is done', (t) => {
  const cases: [string, Partial<Server>, RegExp][] = [
    ['as wanted', {}, /Nothing is to be done/],
    ['not pushed yet', { generation: 2 }, /has not taken the newest order/],
    ['begun', { generation: 2, ackedGeneration: 2 }, /begins to have it running/],
    ['at a step', { generation: 2, ackedGeneration: 2, step: 'layers', stepSince: 'T' }, /at the step layers since T, to have it running/],
    ['being removed', { generation: 2, ackedGeneration: 2, desired: 'absent', step: 'remove', stepSince: null }, /to remove it/],
    ['failed', { vmState: 'error' }, /Reboot it hard/],
    ['resized', { vmState: 'resized', mode: 'resized' }, /confirmed or reverted/],
    ['ended by itself', { vmState: 'stopped', condition: { exitCode: 3 } }, /by itself with code 3/],
  ];
  for (const [name, change, expected] of cases) t.match(whatNext(serverRow(change), up)[0], expected, name);
  t.match(whatNext(serverRow(), { ...up, state: 'down' })[0], /silent since 2026/);
  t.match(whatNext(serverRow(), undefined)[0], /not known any more/);
  t.end();
});
