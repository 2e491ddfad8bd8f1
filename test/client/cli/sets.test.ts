import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { idempotencyOf } from '../../../client/cli/idempotency-of.ts';
import { containersOf, readContainers } from '../../../client/cli/set/container-options.ts';
import { pickInstance } from '../../../client/sdk/find-set.ts';
import type { ServerSet } from '../../../client/sdk/find-set.ts';
import { startFakeCloud } from '../fake-cloud.ts';
import { sampan } from '../sampan.ts';

t.test('containers are told in options, or in a file', async (t) => {
  const options = { container: ['app=demo/app:1', 'agent=busybox  httpd -f'], env: ['app:A=b=c', 'app:D='], mount: ['app:logs:/var/log', 'agent:logs:/logs:ro'] };
  t.same(containersOf(options), [
    { name: 'app', image: 'demo/app:1', env: { A: 'b=c', D: '' }, mounts: [{ volume: 'logs', path: '/var/log' }] },
    { name: 'agent', image: 'busybox', command: ['httpd', '-f'], mounts: [{ volume: 'logs', path: '/logs', read_only: true }] },
  ]);
  const none = { container: ['app=x'], env: [], mount: [] };
  t.throws(() => containersOf({ ...none, env: ['web:A=b'] }), { message: /names the container 'web', which no --container does/ });
  t.throws(() => containersOf({ ...none, mount: ['app:logs'] }), { message: /--mount is container:volume:\/path/ });
  t.throws(() => containersOf({ ...none, container: ['app'] }), { message: /--container is name=image/ });

  const folder = await mkdtemp(join(tmpdir(), 'sampan-set-'));
  t.teardown(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, 'set.yaml'), 'containers:\n- name: app\n  image: x\n  limits: { memory_mib: 16 }\n');
  t.same(await readContainers('set.yaml', folder), [{ name: 'app', image: 'x', limits: { memory_mib: 16 } }]);
  await writeFile(join(folder, 'none.yaml'), 'name: x\n');
  await t.rejects(readContainers('none.yaml', folder), { code: 'bad-request', message: /has no containers/ });
  await t.rejects(readContainers('missing', folder), { code: 'bad-request', message: /Cannot read/ });
});

t.test('the key of a repetition is told by option or environment', (t) => {
  const keyOf = (option: string | undefined, variable?: string) => idempotencyOf({ 'idempotency-key': option }, { SAMPAN_IDEMPOTENCY_KEY: variable }).headers?.['Idempotency-Key'];
  t.same([keyOf(undefined), keyOf(undefined, ''), keyOf(undefined, 'b'), keyOf('a', 'b')], [undefined, undefined, 'b', 'a']);
  t.end();
});

t.test('what makes no sense is a usage error, told before anything is asked', async (t) => {
  const cloud = await startFakeCloud();
  t.teardown(() => cloud.stop());
  const none = await sampan(cloud, ['set', 'create', 'web', '--flavor', '2']);
  t.match(none, { code: 2, err: /Name containers by --container, or by --file/ });
  t.match(await sampan(cloud, ['set', 'scale', 'web', 'five']), { code: 2, err: /whole number, and not five/ });
});

t.test('a program runs in the first instance that runs, or in the one that is named', (t) => {
  const instance = (ordinal: number, status: string, draining = false) => ({ id: `s${ordinal}`, name: `web-${ordinal}`, ordinal, status, draining, addresses: [], containers: [] });
  const set = { name: 'web', instances: [instance(1, 'SHUTOFF'), instance(2, 'ACTIVE', true), instance(3, 'ACTIVE')] } as unknown as ServerSet;
  t.equal(pickInstance(set, undefined).ordinal, 3);
  t.equal(pickInstance(set, 1).ordinal, 1);
  t.throws(() => pickInstance(set, 9), { code: 'not-found', message: /no instance 9: it has 1 \(SHUTOFF\), 2/ });
  t.throws(() => pickInstance({ ...set, instances: [] }, undefined), { message: /it has none/ });
  t.end();
});
