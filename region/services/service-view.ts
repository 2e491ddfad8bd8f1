import type { Host } from '../hosts/host-store.ts';
import { stateWord, statusWord } from '../hosts/host-state.ts';
import { microseconds } from '../servers/server-view.ts';

type Since = (version: string) => boolean;

/** Of the region itself; hosts come after it. */
const schedulerNumber = 1;
const schedulerId = '5e9a31bd-0f0c-5c5d-9d1b-2a0c3c5b7e01';

export const serviceNumber = (hostNumber: number): number => hostNumber + schedulerNumber;

/** The nova-compute of a host. */
export const computeService = (host: Host, number: number, defaultZone: string, since: Since) => ({
  id: since('2.53') ? host.id : serviceNumber(number),
  binary: 'nova-compute',
  host: host.name,
  zone: host.zone ?? defaultZone,
  status: statusWord(host),
  state: stateWord(host),
  updated_at: host.heartbeatAt === null ? null : microseconds(host.heartbeatAt),
  disabled_reason: host.disabledReason,
  ...(since('2.11') ? { forced_down: host.forcedDown } : {}),
});

/** What places servers is the region itself: that it answers is the proof that it is up. */
export const schedulerService = (now: Date, since: Since) => ({
  id: since('2.53') ? schedulerId : schedulerNumber,
  binary: 'nova-scheduler',
  host: 'region',
  zone: 'internal',
  status: 'enabled',
  state: 'up',
  updated_at: microseconds(now.toISOString()),
  disabled_reason: null,
  ...(since('2.11') ? { forced_down: false } : {}),
});
