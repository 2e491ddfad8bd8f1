import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import t from 'tap';
import { chainIds } from '../../image-service/layers/chain-id.ts';
import { compose } from '../../image-service/compose.ts';
import { readImageServiceConfig } from '../../image-service/config.ts';
import { createLogger } from '../../openapi/serve/log.ts';
import { startTokenServer } from '../image-service/kit.ts';
import type { TokenServer } from '../image-service/kit.ts';
import { dockerImage, layersOf, ociImage, sha256 } from '../kit/images.ts';

const run = promisify(execFile);

// The stock tools themselves: the OpenStack client against our wire, skopeo and umoci for archives that others make.

let tokens: TokenServer;
let imageUrl = '';

/** As much of Keystone as `openstack image` asks for. */
function keystone(request: IncomingMessage, response: ServerResponse): boolean {
  const answer = (status: number, body: unknown, headers: Record<string, string> = {}): boolean => {
    response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
    response.end(JSON.stringify(body));
    return true;
  };
  const base = tokens.url;
  const version = { id: 'v3.14', status: 'stable', links: [{ rel: 'self', href: `${base}/v3/` }], 'media-types': [] };
  if (request.url === '/v3' || request.url === '/v3/') return answer(200, { version });
  const project = /^\/v3\/projects\/(b{32})$/.exec(request.url ?? '')?.[1];
  if (project !== undefined) return answer(200, { project: { id: project, name: 'friends', domain_id: 'default', enabled: true, links: {} } });
  if (request.url === '/v3/auth/tokens') {
    request.resume();
    const endpoint = (url: string) => ['public', 'internal', 'admin'].map((face) => ({ id: face, interface: face, region: 'RegionOne', region_id: 'RegionOne', url }));
    const token = {
      methods: ['password'],
      user: { id: 'user-a', name: 'demo', domain: { id: 'default', name: 'Default' } },
      audit_ids: ['a'],
      issued_at: new Date().toISOString().replace('Z', '000Z'),
      expires_at: new Date(Date.now() + 3_600_000).toISOString().replace('Z', '000Z'),
      project: { id: 'project-a', name: 'demo', domain: { id: 'default', name: 'Default' } },
      is_domain: false,
      roles: [{ id: 'member', name: 'member' }],
      catalog: [
        { id: 'i', type: 'identity', name: 'keystone', endpoints: endpoint(`${base}/v3`) },
        { id: 'g', type: 'image', name: 'glance', endpoints: endpoint(`${imageUrl}/image`) },
      ],
    };
    return answer(201, { token }, { 'X-Subject-Token': tokens.token({}) });
  }
  return false;
}

t.test('13.11 stock tools', { timeout: 280_000 }, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'sampan-stock-'));
  tokens = await startTokenServer(keystone);
  const config = readImageServiceConfig({ env: {}, overrides: { listen: '127.0.0.1:0', stateDir: join(folder, 'state'), authUrl: tokens.url } });
  const service = compose(config, { log: createLogger({ service: 'image-service', level: 'silent' }), version: 'test', validateResponses: true });
  await service.start();
  imageUrl = service.url;
  t.teardown(async () => {
    await service.stop(100);
    await tokens.close();
    await rm(folder, { recursive: true, force: true });
  });
  const env = {
    PATH: '/usr/sbin:/usr/bin:/sbin:/bin',
    HOME: folder,
    OS_AUTH_URL: `${tokens.url}/v3`,
    OS_USERNAME: 'demo',
    OS_PASSWORD: 'secret',
    OS_PROJECT_NAME: 'demo',
    OS_USER_DOMAIN_NAME: 'Default',
    OS_PROJECT_DOMAIN_NAME: 'Default',
    OS_IDENTITY_API_VERSION: '3',
  };
  const openstack = async (...args: string[]): Promise<unknown> => {
    const { stdout } = await run('openstack', args, { env, timeout: 60_000 });
    return args.includes('json') ? JSON.parse(stdout) : undefined;
  };
  const layers = await layersOf(['base', 'top'.repeat(1000)]);
  const ids = chainIds(layers.map(sha256));
  const archive = join(folder, 'demo.tar');
  await writeFile(archive, (await dockerImage(layers)).archive);

  await t.test('openstack image create, list, show, set, save, delete', async (t) => {
    const made = await openstack('image', 'create', 'demo', '--container-format', 'docker', '--disk-format', 'raw', '--file', archive, '--tag', 'blue', '--property', 'os_distro=debian', '-f', 'json');
    t.match(made, { name: 'demo', container_format: 'docker' });
    const { id } = made as { id: string };
    t.match(await openstack('image', 'list', '-f', 'json'), [{ ID: id, Name: 'demo', Status: 'active' }]);
    const shown = (await openstack('image', 'show', 'demo', '-f', 'json')) as { status: string; size: number; properties: Record<string, unknown> };
    t.match(shown, { status: 'active', properties: { os_distro: 'debian', os_hash_algo: 'sha256', layer_id: ids[1] } });
    await openstack('image', 'set', '--property', 'a=b', '--name', 'renamed', '--min-ram', '64', 'demo');
    t.match(await openstack('image', 'show', 'renamed', '-f', 'json'), { name: 'renamed', min_ram: 64, properties: { a: 'b', os_distro: 'debian' } });
    await openstack('image', 'unset', '--property', 'a', 'renamed');
    const saved = join(folder, 'saved.tar');
    await openstack('image', 'save', '--file', saved, 'renamed');
    t.equal(`sha256:${String(shown.properties['os_hash_value'])}`, sha256(await readFile(saved)));
    await openstack('image', 'create', 'again', '--container-format', 'docker', '--disk-format', 'raw', '--file', saved, '-f', 'json');
    t.match(await openstack('image', 'show', 'again', '-f', 'json'), { status: 'active', properties: { layer_id: ids[1] } }, 'what was saved is an image again');
    await openstack('image', 'set', '--protected', 'renamed');
    await t.rejects(openstack('image', 'delete', 'renamed'), { message: /protected/ });
    await openstack('image', 'set', '--unprotected', 'renamed');
    await openstack('image', 'delete', 'renamed', 'again');
    t.same(await openstack('image', 'list', '-f', 'json'), []);
    await t.rejects(openstack('image', 'show', id), { message: /No Image found/i });
  });

  await t.test('a disk is created, saved with its hash verified, filtered, shared and deactivated', async (t) => {
    const disk = join(folder, 'disk.qcow2');
    await run('qemu-img', ['create', '-q', '-f', 'qcow2', disk, '8M'], { timeout: 60_000 });
    const made = (await openstack('image', 'create', 'disk', '--container-format', 'bare', '--disk-format', 'qcow2', '--file', disk, '--shared', '-f', 'json')) as { id: string };
    t.match(await openstack('image', 'show', 'disk', '-f', 'json'), { status: 'active', disk_format: 'qcow2', min_disk: 1, visibility: 'shared', properties: { kind: 'vm' } });
    const saved = join(folder, 'saved.qcow2');
    await openstack('image', 'save', '--file', saved, 'disk');
    t.ok((await readFile(saved)).equals(await readFile(disk)), 'the same bytes');
    t.match(await openstack('image', 'list', '--status', 'active', '--shared', '--property', 'disk_format=qcow2', '-f', 'json'), [{ ID: made.id }]);
    t.same(await openstack('image', 'list', '--property', 'disk_format=iso', '-f', 'json'), []);
    t.match(await openstack('image', 'add', 'project', made.id, 'b'.repeat(32), '-f', 'json'), { member_id: 'b'.repeat(32), status: 'pending' });
    t.match(await openstack('image', 'member', 'list', made.id, '-f', 'json'), [{ 'Image ID': made.id, 'Member ID': 'b'.repeat(32), 'Status': 'pending' }]);
    await openstack('image', 'remove', 'project', made.id, 'b'.repeat(32));
    t.same(await openstack('image', 'member', 'list', made.id, '-f', 'json'), []);
    await openstack('image', 'set', '--deactivate', 'disk');
    t.match(await openstack('image', 'show', 'disk', '-f', 'json'), { status: 'deactivated' });
    await openstack('image', 'set', '--activate', '--tag', 'blue', 'disk');
    await openstack('image', 'unset', '--tag', 'blue', 'disk');
    t.match(await openstack('image', 'show', 'disk', '-f', 'json'), { status: 'active', tags: [] });
    await openstack('image', 'delete', 'disk');
  });

  await t.test("Glance's own client stages and imports an ISO image, and reads tasks and definitions, of which there are none", async (t) => {
    const glance = async (...args: string[]): Promise<string> => (await run('glance', args, { env, timeout: 60_000 })).stdout;
    const ask = (path: string, more: RequestInit = {}) => fetch(`${imageUrl}/image/v2/images${path}`, { ...more, headers: { 'X-Auth-Token': tokens.token({}), 'Content-Type': 'application/json' } });
    const iso = join(folder, 'disk.iso');
    await run('genisoimage', ['-quiet', '-o', iso, archive], { timeout: 60_000 });
    const { id } = (await (await ask('', { method: 'POST', body: JSON.stringify({ name: 'cd', container_format: 'bare', disk_format: 'iso' }) })).json()) as { id: string };
    await glance('image-stage', '--file', iso, id);
    await glance('image-import', '--import-method', 'glance-direct', id);
    await service.settled();
    t.match(await (await ask(`/${id}`)).json(), { status: 'active', disk_format: 'iso', kind: 'vm' });
    t.ok(Buffer.from(await (await ask(`/${id}/file`)).arrayBuffer()).equals(await readFile(iso)), 'it comes back as it was');
    t.match((await (await ask(`/${id}/layers`)).json()), { layers: [{ kind: 'qcow2' }] }, 'and is a layer that machines start from');
    const [tasks, definitions] = await Promise.all([glance('task-list'), glance('md-namespace-list')]);
    const task = /\| ([0-9a-f-]{36}) \| api_image_import \| success/.exec(tasks)?.[1] ?? '';
    t.match(await glance('task-show', task), new RegExp(id));
    t.match(definitions, /Namespace/i);
    await ask(`/${id}`, { method: 'DELETE' });
  });

  await t.test('archives that skopeo and umoci make give the same chain ids', async (t) => {
    const source = join(folder, 'source.tar');
    await writeFile(source, (await ociImage(layers, { gzip: true })).archive);
    const copies = { 'skopeo-docker.tar': 'docker-archive', 'skopeo-oci.tar': 'oci-archive' };
    for (const [name, transport] of Object.entries(copies)) {
      await run('skopeo', ['--insecure-policy', 'copy', '--quiet', `oci-archive:${source}`, `${transport}:${join(folder, name)}:demo:latest`], { timeout: 60_000, env: { ...env, TMPDIR: folder } });
      await openstack('image', 'create', name, '--container-format', 'docker', '--disk-format', 'raw', '--file', join(folder, name), '-f', 'json');
      t.match(await openstack('image', 'show', name, '-f', 'json'), { status: 'active', properties: { layer_id: ids[1] } }, name);
    }
    const layout = join(folder, 'layout');
    await run('skopeo', ['--insecure-policy', 'copy', '--quiet', `oci-archive:${source}`, `oci:${layout}:demo`], { timeout: 60_000, env: { ...env, TMPDIR: folder } });
    await run('umoci', ['config', '--image', `${layout}:demo`, '--config.cmd', '/bin/other'], { timeout: 60_000 });
    await run('tar', ['-C', layout, '-cf', join(folder, 'umoci.tar'), '.'], { timeout: 60_000 });
    await openstack('image', 'create', 'umoci', '--container-format', 'docker', '--disk-format', 'raw', '--file', join(folder, 'umoci.tar'), '-f', 'json');
    t.match(await openstack('image', 'show', 'umoci', '-f', 'json'), { status: 'active', properties: { layer_id: ids[1] } });
    const saved = join(folder, 'saved-by-us.tar');
    await openstack('image', 'save', '--file', saved, 'umoci');
    const { stdout } = await run('skopeo', ['inspect', '--config', `oci-archive:${saved}`], { timeout: 60_000, env: { ...env, TMPDIR: folder } });
    t.match(JSON.parse(stdout), { config: { Cmd: ['/bin/other'] }, rootfs: { diff_ids: layers.map(sha256) } }, 'and skopeo reads what we give');
  });
});
