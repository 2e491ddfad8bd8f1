/**
 * How long a tenant waits: POST to ACTIVE, and DELETE to gone, for servers of a cached image, one after the other, against
 * the cloud of the OS_* variables; with LINE also POST to that text in the server's log, such as `init` of a machine. In the same run `runc run` of a bare container is timed as the floor.
 *
 *   eval "$(./sampan env demo)"; node --import=tsx test/bench/create-server.ts [ROUNDS] [IMAGE] [FLAVOR] [LINE]
 *
 * Prints one JSON line: milliseconds as median and worst, the median of each phase, and the ratio to the floor.
 */
import { openCloud } from '../../client/sdk/open-cloud.ts';
import { watchServers } from '../../client/sdk/wait-for-server.ts';
import { bareRunc } from './bare-runc.ts';
import { median, round } from './figures.ts';

const [rounds = '10', imageName = 'busybox', flavorName = 'm1.micro', line] = process.argv.slice(2);
const cloud = await openCloud();
const image = (await cloud.image.call('listImages', { query: { name: imageName } })).body.images[0];
const flavor = (await cloud.compute.call('listFlavors', { query: {} })).body.flavors.find((each) => each.name === flavorName);
if (!image || !flavor) throw new Error(`No image ${imageName} or flavor ${flavorName} in this cloud.`);

await once(); // The first create fetches the layers and makes the network's gateway.
const creates: number[] = [];
const accepts: number[] = [];
const deletes: number[] = [];
const lines: number[] = [];
const floors: number[] = [];
const phases = new Map<string, number[]>();
for (let index = 0; index < Number(rounds); index += 1) {
  const result = await once();
  creates.push(result.createMs);
  accepts.push(result.acceptMs);
  deletes.push(result.deleteMs);
  if (result.lineMs !== undefined) lines.push(result.lineMs);
  for (const phase of result.phases) phases.set(phase.name, [...(phases.get(phase.name) ?? []), phase.duration_ms]);
  floors.push(await bareRunc());
}
cloud.close();
process.stdout.write(
  `${JSON.stringify({
    bench: 'create-server',
    rounds: Number(rounds),
    post_to_active_ms: { median: round(median(creates)), worst: round(Math.max(...creates)) },
    post_answered_ms: { median: round(median(accepts)), worst: round(Math.max(...accepts)) },
    ...(line === undefined ? {} : { post_to_line_ms: { median: round(median(lines)), worst: round(Math.max(...lines)) } }),
    delete_to_gone_ms: { median: round(median(deletes)), worst: round(Math.max(...deletes)) },
    phases_ms: Object.fromEntries([...phases].map(([name, values]) => [name, round(median(values))])),
    bare_runc_ms: round(median(floors)),
    ratio_to_bare_runc: round(median(creates) / median(floors)),
  })}\n`,
);

interface Round {
  createMs: number;
  acceptMs: number;
  deleteMs: number;
  lineMs: number | undefined;
  phases: { name: string; duration_ms: number }[];
}

async function once(): Promise<Round> {
  const name = `bench-${process.pid}`;
  const watch = await watchServers(cloud, { timeoutMs: 60_000 });
  try {
    const started = performance.now();
    const created = await cloud.compute.call('createServer', { body: { server: { name, imageRef: image?.id ?? '', flavorRef: flavor?.id ?? '' } } });
    const acceptMs = performance.now() - started;
    const id = created.body.server?.id ?? '';
    await watch.done({ id, name, requestId: created.headers['x-openstack-request-id'] ?? '' }, 'ACTIVE');
    const createMs = performance.now() - started;
    if (line !== undefined) await untilSaid(id, line);
    const lineMs = line === undefined ? undefined : performance.now() - started;
    const { actions } = (await cloud.sampan.call('listActions', { path: { id } })).body;
    const deleteStarted = performance.now();
    const deleted = await cloud.compute.call('deleteServer', { path: { id } });
    await watch.done({ id, name, requestId: deleted.headers['x-openstack-request-id'] ?? '' }, 'gone');
    return { createMs, acceptMs, lineMs, deleteMs: performance.now() - deleteStarted, phases: actions[0]?.phases ?? [] };
  } finally {
    watch.close();
  }
}

async function untilSaid(id: string, text: string): Promise<void> {
  const { body } = await cloud.sampan.stream('readLog', { path: { id }, query: { follow: true } });
  let said = '';
  for await (const chunk of body as AsyncIterable<Buffer>) {
    said += chunk.toString();
    if (said.includes(text)) return;
  }
  throw new Error(`The server ended without saying ${text}: ${said.slice(-500)}`);
}
