/**
 * A stranger, who is a manager in a project of its own, asks for another project's things by their ids, with every
 * operation that has an id in its path. An operation that is new is walked without being listed here.
 */
import t from 'tap';
import { loadContract } from '../../openapi/contracts.ts';
import { listOperations } from '../../openapi/serve/operations.ts';
import type { OperationInfo } from '../../openapi/serve/operations.ts';
import { startRegionWorld } from '../kit/region-world.ts';

type Json = Record<string, never>;

/** Whoever has a token may read these: they belong to nobody. */
const common = new Set(['getDomain', 'getRole', 'getRegion', 'getService', 'getEndpoint', 'getFlavor', 'listFlavorExtraSpecs', 'getRegisteredLimit', 'getExtension', 'listImpliedRoles', 'getImpliedRole']);

await t.test('nothing of one project is reached by another', async (t) => {
  const world = await startRegionWorld();
  t.teardown(() => world.stop());
  const host = await world.host();
  const call = async (token: string, method: string, path: string, body?: unknown): Promise<{ status: number; body: Json }> => {
    const response = await fetch(`${world.url}${path}`, {
      method,
      redirect: 'manual',
      headers: { 'X-Auth-Token': token, ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: (text === '' ? {} : JSON.parse(text)) as Json };
  };
  const made = async <T>(token: string, path: string, body: unknown): Promise<T> => {
    const answer = await call(token, 'POST', path, body);
    t.ok(answer.status < 300, `${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return Object.values(answer.body)[0] as T;
  };

  const boss = await world.admin.tokens.token();
  const own = await world.demo.tokens.token();
  const { projectId, userId } = await world.region.identity.verifier.verify(own);
  const project = await made<{ id: string }>(boss, '/identity/v3/projects', { project: { name: 'strangers' } });
  const stranger = await made<{ id: string }>(boss, '/identity/v3/users', { user: { name: 'stranger', password: 'stranger', default_project_id: project.id } });
  const roles = (await call(boss, 'GET', '/identity/v3/roles')).body['roles'] as unknown as { id: string; name: string }[];
  const manager = roles.find(({ name }) => name === 'manager')?.id ?? '';
  await call(boss, 'PUT', `/identity/v3/projects/${project.id}/users/${stranger.id}/roles/${manager}`);
  const login = await fetch(`${world.url}/identity/v3/auth/tokens`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ auth: { identity: { methods: ['password'], password: { user: { id: stranger.id, password: 'stranger' } } }, scope: { project: { id: project.id } } } }),
  });
  const token = login.headers.get('x-subject-token') ?? '';

  // What demo has.
  const server = await made<{ id: string }>(own, '/compute/v2.1/servers', { server: { name: 'mine', imageRef: world.imageId, flavorRef: '42', networks: 'auto' } });
  await world.until(async () => (await world.demo.compute.call('getServer', { path: { id: server.id } })).body.server.status === 'ACTIVE', 'the server to run');
  const first = async (token: string, path: string): Promise<string> => {
    const [list] = Object.values((await call(token, 'GET', path)).body) as unknown as { id: string; request_id?: string }[][];
    return list?.[0]?.request_id ?? list?.[0]?.id ?? '';
  };
  const application = await made<{ id: string }>(own, `/identity/v3/users/${userId}/application_credentials`, {
    application_credential: { name: 'mine', access_rules: [{ service: 'compute', method: 'GET', path: '/v2.1/servers' }] },
  });
  const credential = await made<{ id: string }>(own, '/identity/v3/credentials', { credential: { type: 'cert', blob: 'x' } });
  const ec2 = await made<{ access: string }>(own, `/identity/v3/users/${userId}/credentials/OS-EC2`, { tenant_id: projectId });
  const group = await made<{ id: string }>(boss, '/identity/v3/groups', { group: { name: 'mine' } });
  const serverGroup = (await call(own, 'POST', '/compute/v2.1/os-server-groups', { server_group: { name: 'mine', policies: ['affinity'] } })).body as unknown as { server_group: { id: string } };
  const keypair = (await call(own, 'POST', '/compute/v2.1/os-keypairs', { keypair: { name: 'mine' } })).body as unknown as { keypair: { name: string } };
  const ids: Record<string, string> = {
    servers: server.id,
    networks: await first(own, '/network/v2.0/networks'),
    subnets: await first(own, '/network/v2.0/subnets'),
    ports: await first(own, '/network/v2.0/ports'),
    'security-groups': await first(own, '/network/v2.0/security-groups'),
    'security-group-rules': await first(own, '/network/v2.0/security-group-rules'),
    quotas: String(projectId),
    projects: String(projectId),
    users: userId,
    groups: group.id,
    credentials: credential.id,
    domains: 'default',
    roles: manager,
    hosts: host.id,
    'os-quota-sets': String(projectId),
    'os-server-groups': serverGroup.server_group.id,
    'os-keypairs': keypair.keypair.name,
    name: keypair.keypair.name,
    application_credential_id: application.id,
    access_rule_id: await first(own, `/identity/v3/users/${userId}/access_rules`),
    credential_id: ec2.access,
    request_id: await first(own, `/compute/v2.1/servers/${server.id}/os-instance-actions`),
    user_id: userId,
    role_id: manager,
    group_id: group.id,
    project_id: String(projectId),
  };
  /** A path with demo's ids in it; `{id}` is of the kind that the segment before it names. */
  const fill = (path: string): string =>
    path.replaceAll(/([^/]+)\/\{([^}]+)\}/g, (_, kind: string, name: string) => `${kind}/${ids[name] ?? ids[kind] ?? 'x'}`).replaceAll(/\{([^}]+)\}/g, (_, name: string) => ids[name] ?? 'x');
  const bodies: Record<string, unknown> = {
    updateServer: { server: { name: 'taken' } },
    actOnServer: { 'os-stop': null },
    mergeServerMetadata: { metadata: { taken: 'yes' } },
    replaceServerMetadata: { metadata: { taken: 'yes' } },
    updateServerMetadataItem: { meta: { x: 'yes' } },
    updateNetwork: { network: { name: 'taken' } },
    updateSubnet: { subnet: { name: 'taken' } },
    updatePort: { port: { name: 'taken' } },
    updateSecurityGroup: { security_group: { name: 'taken' } },
    createEc2Credential: { tenant_id: projectId },
    createApplicationCredential: { application_credential: { name: 'theirs' } },
    updateCredential: { credential: { blob: 'taken' } },
    changePassword: { user: { original_password: 'guess', password: 'taken' } },
  };

  const wrong: string[] = [];
  const forbidden: string[] = [];
  let walked = 0;
  const walk = async (prefix: string, operation: OperationInfo): Promise<void> => {
    if (operation.pathParams.length === 0 || common.has(operation.id)) return;
    const body = bodies[operation.id] ?? (operation.bodyRequired ? {} : undefined);
    const answer = await call(token, operation.method, `${prefix}${fill(operation.path)}`, body);
    walked += 1;
    // A plain request gets no WebSocket, and one without its query is not read: neither is as far as the server.
    const isUnread = answer.status === 426 || (answer.status === 400 && operation.queryParams.some(({ required }) => required));
    const isHidden = [401, 403, 404].includes(answer.status) || isUnread || (answer.status === 400 && operation.bodyRequired && !(operation.id in bodies));
    if (!isHidden) wrong.push(`${operation.id} ${fill(operation.path)}: ${answer.status} ${JSON.stringify(answer.body).slice(0, 120)}`);
    const isForAdmins = operation.policy !== 'public' && operation.policy.roles.join() === 'admin';
    if (prefix !== '/identity' && operation.method === 'GET' && answer.status === 403 && !isForAdmins) forbidden.push(operation.id);
  };
  for (const name of ['identity', 'compute', 'network', 'sampan'] as const) {
    for (const operation of listOperations(loadContract(name))) await walk(`/${name}`, operation);
  }
  t.same(wrong, []);
  t.ok(walked > 80, `${walked} operations were walked`);
  const quotas = ['getDefaultNetworkQuota', 'getNetworkQuota', 'getNetworkQuotaDetails', 'getNetworkQuotaDetailsJson', 'getQuotaDefaults', 'getQuotaDetail', 'getQuotaSet', 'getTenantUsage'];
  t.same(forbidden.sort(), [...quotas, 'getAgent', 'getHostView', 'getIpAvailability'].sort(), 'all other reads across projects answer 404, as if there were nothing');

  // And nothing was done.
  t.match((await world.demo.compute.call('getServer', { path: { id: server.id } })).body.server, { name: 'mine', status: 'ACTIVE' });
  t.equal((await call(own, 'GET', `/identity/v3/credentials/${credential.id}`)).status, 200);
  t.equal((await call(own, 'GET', `/identity/v3/users/${userId}/application_credentials/${application.id}`)).status, 200);
  // Lists show one's own things alone.
  for (const path of ['/compute/v2.1/servers', '/network/v2.0/networks', '/network/v2.0/ports', '/identity/v3/credentials', '/identity/v3/limits', '/sampan/v1/events']) {
    const answer = await call(token, 'GET', path);
    t.same([answer.status, (Object.values(answer.body)[0] as unknown as unknown[]).length], [200, 0], path);
  }
});
