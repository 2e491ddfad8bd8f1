import t from 'tap';
import { createClient } from '../../../openapi/call/call.ts';
import { passwordTokens } from '../../../openapi/call/token-source.ts';
import { openDatabase } from '../../../openapi/serve/db.ts';
import { startRegionWorld } from '../../kit/region-world.ts';

const capacity = { vcpus: 4, memory_mib: 4096, disk_gib: 10 };
const hostBody = (joinToken: string, name: string) => ({ join_token: joinToken, name, url: 'http://127.0.0.1:1', kinds: ['container' as const], architecture: 'amd64', capacity });

await t.test('a join token is good once and for its time, and its holder is one host alone', async (t) => {
  const world = await startRegionWorld();
  t.teardown(() => world.stop());
  const anybody = createClient('sampan', { baseUrl: `${world.url}/sampan`, retries: 0 });
  t.teardown(() => anybody.close());
  const joinToken = async (): Promise<string> => (await world.admin.sampan.call('createJoinToken', { body: { expires_in: 60 } })).body.join_token;

  await t.test('two hosts that use one token at the same time: one joins', async (t) => {
    const token = await joinToken();
    const outcomes = await Promise.allSettled(['one', 'two', 'three'].map((name) => anybody.call('joinHost', { body: hostBody(token, name) })));
    t.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1);
    for (const outcome of outcomes) if (outcome.status === 'rejected') t.match(outcome.reason, { code: 'unauthorized', message: /unknown, used or expired/ });
  });

  await t.test('a token that is over, or invented, lets nobody in', async (t) => {
    const token = await joinToken();
    const db = openDatabase(`sqlite:${world.secretsFile.replace(/[^/]+$/, 'region.db')}`);
    await db('join_tokens').update({ expires_at: new Date(Date.now() - 1000).toISOString() });
    t.notOk(JSON.stringify(await db('join_tokens')).includes(token), 'kept as a hash');
    await db.destroy();
    for (const bad of [token, 'x'.repeat(43)]) await t.rejects(anybody.call('joinHost', { body: hostBody(bad, 'late') }), { code: 'unauthorized' });
    await t.rejects(world.demo.sampan.call('createJoinToken', { body: {} }), { code: 'forbidden' });
  });

  await t.test("a host's credential reports for that host and does nothing else", async (t) => {
    const other = await world.host();
    const joined = (await anybody.call('joinHost', { body: hostBody(await joinToken(), 'mine') })).body;
    const { user_id: userId, password, project_id: projectId } = joined.credential;
    const tokens = passwordTokens({ authUrl: `${world.url}/identity/v3`, userId, password, projectId });
    t.match((await tokens.current()).body.roles, [{ name: 'host' }]);
    const sampan = createClient('sampan', { baseUrl: `${world.url}/sampan`, tokens, retries: 0 });
    const compute = createClient('compute', { baseUrl: `${world.url}/compute`, tokens, retries: 0 });
    const identity = createClient('identity', { baseUrl: `${world.url}/identity`, tokens, retries: 0 });
    t.teardown(() => [sampan, compute, identity].forEach((client) => client.close()));
    const beat = { url: 'http://127.0.0.1:1', kinds: ['container' as const], architecture: 'amd64', capacity, generations: {} };
    t.equal((await sampan.call('heartbeatHost', { path: { id: joined.host_id }, body: beat })).status, 200);
    t.equal((await sampan.call('reportServers', { path: { id: joined.host_id }, body: { reports: [] } })).status, 200);
    await t.rejects(sampan.call('heartbeatHost', { path: { id: other.id }, body: beat }), { status: 403, message: /speaks only for itself/ });
    await t.rejects(sampan.call('reportServers', { path: { id: other.id }, body: { reports: [] } }), { code: 'forbidden' });
    await t.rejects(sampan.call('listHosts'), { code: 'forbidden' });
    await t.rejects(sampan.call('createJoinToken', { body: {} }), { code: 'forbidden' });
    await t.rejects(sampan.call('listEvents'), { code: 'forbidden' });
    await t.rejects(compute.call('listServers'), { code: 'forbidden' });
    await t.rejects(identity.call('listUsers'), { code: 'forbidden' });
    await t.rejects(identity.call('rotateKeys'), { code: 'forbidden' });
    // A server of another host: its report is refused, whoever asks.
    const server = (await world.demo.compute.call('createServer', { body: { server: { name: 's', imageRef: world.imageId, flavorRef: '42' } } })).body.server;
    const report = { server_id: server?.id ?? '', sequence: 1, observed_generation: 1, status: 'stopped' as const };
    t.same((await sampan.call('reportServers', { path: { id: joined.host_id }, body: { reports: [report] } })).body.refused, [server?.id]);
  });
});
