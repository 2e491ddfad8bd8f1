import t from 'tap';
import type { MemberObservation, Observation } from '../../../host-server/drivers/driver.ts';
import { afterStart, dueMembers, memberStates, nextMemberMs } from '../../../host-server/servers/member-restarts.ts';
import type { MemberState } from '../../../host-server/servers/member-restarts.ts';
import type { Member } from '../../../host-server/servers/spec.ts';
import { serverSpec } from '../../kit/server-spec.ts';

const now = new Date('2026-11-21T10:00:00.000Z');
const later = (ms: number): Date => new Date(now.getTime() + ms);
const image = { id: 'a0b1c2d3-1111-4222-8333-444455556666', layer_id: `sha256:${'b'.repeat(64)}` };
const member = (name: string, restart?: NonNullable<Member['container']>['restart']): Member => ({ name, image, ...(restart ? { container: { restart } } : {}) });
const specOf = (...members: Member[]) => serverSpec({ members });
const seen = (...members: MemberObservation[]): Observation => ({ serverId: 's', state: 'running', members });
const exited = (name: string, change: Partial<MemberObservation> = {}): MemberObservation => ({ name, state: 'exited', exitCode: 1, startedAt: now.toISOString(), ...change });

void t.test('a member that ended waits, longer each time, and is due then', (t) => {
  const spec = specOf(member('app'));
  const [first] = memberStates(spec, seen(exited('app')), [], now);
  t.match(first, { state: 'waiting', restarts: 0, streak: 1, exitCode: 1, restartAt: later(100).toISOString() });
  const waiting = memberStates(spec, seen(exited('app')), first ? [first] : [], later(60));
  t.match(waiting, [{ restartAt: later(100).toISOString() }], 'a second look does not put it off');
  t.same([dueMembers(waiting, later(60)), nextMemberMs(waiting, later(60))], [[], 40]);
  t.same([dueMembers(waiting, later(100)), nextMemberMs(waiting, later(100))], [['app'], undefined]);
  const started = afterStart(spec, waiting, ['app']);
  t.same(started, [{ name: 'app', state: 'running', restarts: 1, streak: 1 }]);
  t.match(memberStates(spec, seen(exited('app')), started, now), [{ streak: 2, restartAt: later(200).toISOString() }]);
  t.match(memberStates(spec, seen(exited('app', { startedAt: later(-600_000).toISOString() })), started, now), [{ streak: 1 }], 'who ran long is trusted again');
  t.same(afterStart(spec, waiting, undefined), [{ name: 'app', state: 'running', restarts: 0, streak: 0 }], 'with all the others it counts anew');
  t.end();
});

void t.test('policies decide who stays ended; a member that was never started is due at once', (t) => {
  const policy = (restart: NonNullable<Member['container']>['restart'], found: MemberObservation, kept: MemberState[] = []) => memberStates(specOf(member('app', restart)), seen(found), kept, now)[0]?.state;
  t.equal(policy({ policy: 'no' }, exited('app')), 'ended');
  t.equal(policy({ policy: 'on-failure' }, exited('app', { exitCode: 0 })), 'ended');
  t.equal(policy({ policy: 'on-failure' }, exited('app')), 'waiting');
  t.equal(policy({ policy: 'always', max_retries: 1 }, exited('app'), [{ name: 'app', state: 'running', restarts: 1, streak: 1 }]), 'ended');
  t.equal(policy({ policy: 'no' }, { name: 'app', state: 'paused', pid: 1 }), 'running');
  const states = memberStates(specOf(member('app', { policy: 'no' }), member('agent')), seen({ name: 'app', state: 'created', pid: 1 }, { name: 'agent', state: 'prepared' }), [], now);
  t.same(dueMembers(states, now), ['app', 'agent'], 'a crash came between create and start');
  t.end();
});
