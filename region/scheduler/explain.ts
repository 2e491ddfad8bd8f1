import { Fault } from '../../openapi/serve/fault.ts';
import type { Filtered, Need } from './filters.ts';

/** Why no host could take a server: how many hosts there are, and how many each filter refused. */
export function noValidHost(need: Need, total: number, { refused }: Pick<Filtered, 'refused'>): Fault {
  const { size } = need;
  const wish = `a ${need.kind} with ${size.vcpus} vcpus, ${size.memoryMib} MiB memory and ${size.diskGib} GiB disk`;
  const reasons = Object.entries(refused).map(([name, count]) => `${meaningOf(name)}: ${count}`);
  const why = total === 0 ? 'no host has joined this region yet' : `of ${total} hosts refused for ${reasons.join(', ')}`;
  return new Fault('no-valid-host', `No valid host was found for ${wish}: ${why}. ${nextStep(total, refused)}`, {
    details: { hosts: total, refused },
    retryable: false,
  });
}

/** A filter's reason in words. */
export const meaningOf = (filter: string): string => meanings[filter] ?? filter;

const meanings: Record<string, string> = {
  'enabled': 'being disabled',
  'up': 'being down',
  'kind': 'not running this kind',
  'architecture': 'another architecture',
  'zone': 'being in another availability zone',
  'host': 'not being the one that was named',
  'aggregate': 'aggregates that do not say what the flavor wants',
  'same-host': 'the hint same_host',
  'different-host': 'the hint different_host',
  'affinity': 'the group\'s affinity: its members are elsewhere',
  'anti-affinity': 'the group\'s anti-affinity: it has as many members there as it may',
  'vcpus': 'too few free vcpus',
  'memory': 'too little free memory',
  'disk': 'too little free disk',
  'lost-race': 'having been claimed by others meanwhile',
};

function nextStep(total: number, refused: Record<string, number>): string {
  if (total === 0) return 'Join a host first.';
  if (refused['memory'] || refused['vcpus'] || refused['disk'] || refused['lost-race']) return 'Choose a smaller flavor, delete servers, or add a host.';
  if (refused['anti-affinity']) return 'Add a host, choose soft-anti-affinity, or leave the group out.';
  if (refused['zone'] || refused['host'] || refused['affinity'] || refused['same-host'] || refused['different-host']) return 'Ask for another zone, or leave the hints out.';
  return 'Ask an operator to look at the hosts.';
}
