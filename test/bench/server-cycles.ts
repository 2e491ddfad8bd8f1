/**
 * Whether a cloud gets slower or leaves anything: containers made and deleted one after the other, 500 unless told, the
 * first 50 against the last 50; and what they left on the machine and in the databases. Bare `runc run` of the same moments
 * stands beside each, because a machine's speed changes over minutes. Needs root, and the cloud of the OS_* variables on
 * this machine with its SAMPAN_HOME, SAMPAN_RUN and SAMPAN_NAME as in docs/configuration.md.
 *
 *   eval "$(./sampan env demo)"; export SAMPAN_NAME=sampan SAMPAN_HOME=/var/lib/sampan SAMPAN_RUN=/run/sampan
 *   node --import=tsx test/bench/server-cycles.ts [CYCLES] [IMAGE] [FLAVOR]
 *
 * Prints one JSON line, milliseconds; `left` is empty when nothing stays. Ends with 1 otherwise.
 */
import { openCloud } from '../../client/sdk/open-cloud.ts';
import { cloudTraces, openDescriptors, tracesBeside } from '../kit/cloud-traces.ts';
import { cycleServers } from '../kit/server-cycles.ts';
import { bareRunc } from './bare-runc.ts';
import { median, round } from './figures.ts';

const [cycles = '500', image = 'busybox', flavor = 'm1.micro'] = process.argv.slice(2);
const { SAMPAN_HOME: home, SAMPAN_RUN: run, SAMPAN_NAME: name } = process.env;
if (home === undefined || run === undefined || name === undefined) throw new Error('SAMPAN_HOME, SAMPAN_RUN and SAMPAN_NAME say where the cloud is.');
const place = { home, run, name };
const cloud = await openCloud();
await cycleServers(cloud, { image, flavor, cycles: 5, width: 1 }); // Fetches layers, makes the spare disk.
const before = await cloudTraces(place);
const descriptors = openDescriptors(place);
const block = 50;
const blocks: { createMs: number; deleteMs: number; bareRuncMs: number }[] = [];
for (let done = 0; done < Number(cycles); done += block) {
  const floors = [await bareRunc(), await bareRunc(), await bareRunc()];
  const times = await cycleServers(cloud, { image, flavor, cycles: Math.min(block, Number(cycles) - done), width: 1 });
  floors.push(await bareRunc(), await bareRunc());
  blocks.push({ createMs: round(median(times.createMs)), deleteMs: round(median(times.deleteMs)), bareRuncMs: round(median(floors)) });
}
const left = await tracesBeside(place, before);
cloud.close();
const [first, last] = [blocks[0], blocks.at(-1)];
const ratio = (one?: { createMs: number; bareRuncMs: number }): number => round((one?.createMs ?? NaN) / (one?.bareRuncMs ?? NaN));
process.stdout.write(`${JSON.stringify({ bench: 'server-cycles', cycles: Number(cycles), first, last, create_to_bare_runc_first: ratio(first), create_to_bare_runc_last: ratio(last), blocks: blocks.map((each) => each.createMs), descriptors_before: descriptors, descriptors_after: openDescriptors(place), left })}\n`);
process.exitCode = left.length === 0 ? 0 : 1;
