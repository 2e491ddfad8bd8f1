import t from 'tap';
import type { Host } from '../../../region/hosts/host-store.ts';
import { noValidHost } from '../../../region/scheduler/explain.ts';
import { filterHosts } from '../../../region/scheduler/filters.ts';
import type { GroupPlacement, Need, Placement } from '../../../region/scheduler/filters.ts';
import { rankHosts } from '../../../region/scheduler/weighers.ts';

const now = Date.parse('2026-11-21T00:00:00Z');
const host = (id: string, zone: string | null = null): Host => ({
  id, name: `host-${id}`, url: '', userId: '', state: 'up', enabled: true, disabledReason: null, kinds: ['container'], architecture: 'amd64', version: null,
  capacity: { vcpus: 4, memoryMib: 1024, diskGib: 10 }, claimed: { vcpus: 0, memoryMib: 0, diskGib: 0 }, servers: 0,
  zone, forcedDown: false, joinedAt: '', heartbeatAt: '2026-11-20T23:59:59Z', bootedAt: null, loadAverage: null, tunnelIp: null,
});
const settings = { ratios: { vcpusPercent: 100, memoryPercent: 100, diskPercent: 100 }, downAfterMs: 10_000, defaultZone: 'nova' };
const need = (placement: Placement): Need => ({ kind: 'container', architecture: null, size: { vcpus: 1, memoryMib: 1, diskGib: 1 }, placement });
const group = (policy: GroupPlacement['policy'], members: Record<string, number>, maxPerHost = 1): Placement => ({ group: { policy, maxPerHost, members: new Map(Object.entries(members)) } });
const specs = (wanted: Record<string, string[]>): Placement => ({
  aggregateSpecs: { wanted: new Map(Object.entries(wanted)), hosts: new Map([['a', new Map([['disk', new Set(['ssd'])]])], ['b', new Map([['disk', new Set(['hdd', 'ssd'])], ['net', new Set(['fast'])]])]]) },
});

void t.test('wishes of place narrow the hosts down', (t) => {
  const hosts = [host('a'), host('b', 'east'), host('c', 'east')];
  const cases: [string, Placement, string[], Record<string, number>][] = [
    ['no wish', {}, ['a', 'b', 'c'], {}],
    ['a zone', { zone: 'east' }, ['b', 'c'], { zone: 1 }],
    ['the zone of hosts without one', { zone: 'nova' }, ['a'], { zone: 2 }],
    ['a host', { hostName: 'host-b' }, ['b'], { host: 2 }],
    ['where others are', { sameHosts: new Set(['a']) }, ['a'], { 'same-host': 2 }],
    ['where others are not', { differentHosts: new Set(['a', 'c']) }, ['b'], { 'different-host': 2 }],
    ['affinity of a group without members', group('affinity', {}), ['a', 'b', 'c'], {}],
    ['affinity', group('affinity', { c: 2 }), ['c'], { affinity: 2 }],
    ['anti-affinity', group('anti-affinity', { c: 1 }), ['a', 'b'], { 'anti-affinity': 1 }],
    ['anti-affinity with two a host', group('anti-affinity', { c: 1, a: 2 }, 2), ['b', 'c'], { 'anti-affinity': 1 }],
    ['soft policies refuse none', group('soft-anti-affinity', { a: 5 }), ['a', 'b', 'c'], {}],
    ['what aggregates say', specs({ disk: ['ssd'] }), ['a', 'b'], { aggregate: 1 }],
    ['one of several values', specs({ disk: ['hdd', 'nvme'] }), ['b'], { aggregate: 2 }],
    ['all keys', specs({ disk: ['ssd'], net: ['fast'] }), ['b'], { aggregate: 2 }],
  ];
  for (const [name, placement, ids, refused] of cases) {
    const found = filterHosts(hosts, need(placement), settings, now);
    t.same([found.fit.map(({ id }) => id), found.refused], [ids, refused], name);
  }
  t.end();
});

void t.test('soft policies lead the ranking', (t) => {
  const roomy = { ...host('a'), capacity: { vcpus: 4, memoryMib: 999_999, diskGib: 10 } };
  const order = (placement: Placement) => rankHosts([roomy, host('b')], need(placement), () => 0).map(({ id }) => id);
  t.same(order({}), ['a', 'b']);
  t.same(order(group('soft-affinity', { b: 1 })), ['b', 'a']);
  t.same(order(group('soft-anti-affinity', { a: 1 })), ['b', 'a']);
  t.end();
});

void t.test('a refusal says which wish refused how many hosts', (t) => {
  const fault = noValidHost(need(group('anti-affinity', {})), 2, { refused: { 'anti-affinity': 2 } });
  t.match(fault.message, /refused for the group's anti-affinity: it has as many members there as it may: 2\. Add a host, choose soft-anti-affinity/);
  t.match(fault.details, { refused: { 'anti-affinity': 2 } });
  t.end();
});
