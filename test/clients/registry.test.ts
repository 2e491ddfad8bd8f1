/**
 * Stock registry clients against the image service's registry, with tokens from the region's identity service: skopeo,
 * podman, buildah and Docker's client with its engine, of Debian, unmodified. What they push is looked at through Glance, and what they pull is compared.
 */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import t from 'tap';
import { compose } from '../../image-service/compose.ts';
import { readImageServiceConfig } from '../../image-service/config.ts';
import { chainIds } from '../../image-service/layers/chain-id.ts';
import { createClient } from '../../openapi/call/call.ts';
import { createLogger } from '../../openapi/serve/log.ts';
import { startDockerEngine } from '../kit/docker-engine.ts';
import { configOf, dockerImage, layersOf, ociImage, sha256, tarOf } from '../kit/images.ts';
import { inProject, startIdentityServer } from '../region/identity/identity-server.ts';

const execute = promisify(execFile);

/** What a failed program wrote. */
const said = (stderr: RegExp) => ({ stderr }) as unknown as Error;

t.test('13.1 stock registry clients', { timeout: 170_000 }, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'sampan-registry-'));
  const identity = await startIdentityServer();
  const config = readImageServiceConfig({ env: {}, overrides: { listen: '127.0.0.1:0', stateDir: join(folder, 'state'), authUrl: `${identity.url}/identity`, importNetworks: '127.0.0.0/8', importPorts: '*' } });
  const service = compose(config, { log: createLogger({ service: 'image-service', level: 'silent' }), version: 'test', validateResponses: true });
  await service.start();
  const { demo } = identity.secrets;
  if (!demo) throw new Error('the bootstrap made no user demo');
  const token = await identity.login(demo.user, demo.password, inProject('demo'));
  const glance = createClient('image', { baseUrl: `${service.url}/image`, tokens: { token: async () => token, invalidate: () => undefined }, retries: 0 });
  const host = new URL(service.url).host;
  const authFile = join(folder, 'auth.json');
  await writeFile(authFile, JSON.stringify({ auths: { [host]: { auth: Buffer.from(`${demo.user}:${demo.password}`).toString('base64') } } }), { mode: 0o600 });
  // All that these programs keep stands in this folder, and vfs needs no mounts that would outlive a failure.
  const env = { PATH: process.env['PATH'], HOME: folder, REGISTRY_AUTH_FILE: authFile, XDG_RUNTIME_DIR: folder, TMPDIR: folder };
  await writeFile(join(folder, 'policy.json'), JSON.stringify({ default: [{ type: 'insecureAcceptAnything' }] }));
  const store = ['--root', join(folder, 'storage'), '--runroot', join(folder, 'run'), '--storage-driver', 'vfs'];
  t.teardown(async () => {
    glance.close();
    await service.stop(500);
    await identity.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const run = async (program: string, ...args: string[]): Promise<string> => {
    const { stdout } = await execute(program, args, { env, cwd: folder, timeout: 60_000, maxBuffer: 8 * 1024 * 1024 });
    return stdout.trim();
  };
  const skopeo = (...args: string[]) => run('skopeo', '--policy', join(folder, 'policy.json'), ...args);
  const copy = (from: string, to: string, ...args: string[]) =>
    skopeo('copy', ...(from.startsWith('docker:') ? ['--src-tls-verify=false'] : []), ...(to.startsWith('docker:') ? ['--dest-tls-verify=false'] : []), ...args, from, to);
  const at = (reference: string): string => `docker://${host}/${reference}`;
  const images = async () => (await glance.call('listImages', {})).body.images;
  const named = async (name: string) => (await images()).find((image) => image.name === name);
  const layers = await layersOf(['base '.repeat(50_000), 'middle', 'top']);
  const fresh = await layersOf(['another base '.repeat(50_000), 'another top']);
  await writeFile(join(folder, 'fresh.tar'), (await dockerImage(fresh, { tags: [`${host}/demo/fresh:1`] })).archive);

  await t.test('skopeo copies a docker archive in, and the image comes out as it went in', async (t) => {
    const archive = join(folder, 'app.tar');
    await writeFile(archive, (await dockerImage(layers)).archive);
    await copy(`docker-archive:${archive}`, at('demo/app:1'));
    t.match(await named('demo/app:1'), { status: 'active', kind: 'container', layer_id: chainIds(layers.map(sha256))[2] });
    await copy(at('demo/app:1'), `oci:${join(folder, 'out')}:1`);
    const pushed = JSON.parse(await skopeo('inspect', '--tls-verify=false', at('demo/app:1'))) as { Digest: string; RepoTags: string[]; Layers: string[] };
    t.same(pushed.RepoTags, ['1']);
    t.equal(pushed.Layers.length, 3);
    // Docker's schema 2 becomes an OCI manifest on this way, so the layers are what is compared.
    const blobs = await readdir(join(folder, 'out', 'blobs', 'sha256'));
    t.ok(pushed.Layers.every((layer) => blobs.includes(layer.slice('sha256:'.length))));
    await copy(at('demo/app:1'), `dir:${join(folder, 'dir')}`);
    t.equal(sha256(await readFile(join(folder, 'dir', 'manifest.json'))), pushed.Digest, 'the manifest is byte for byte the pushed one');
  });

  await t.test('an OCI layout goes in and out with its digest, and a second push sends nothing', async (t) => {
    const layout = join(folder, 'layout.tar');
    await writeFile(layout, (await ociImage(layers, { gzip: true })).archive);
    await copy(`oci-archive:${layout}`, at('demo/oci:1'), '--preserve-digests');
    await copy(at('demo/oci:1'), `oci:${join(folder, 'back')}:1`, '--preserve-digests');
    const digestOf = async (name: string): Promise<string | undefined> => (JSON.parse(await readFile(join(folder, name, 'index.json'), 'utf8')) as { manifests: { digest: string }[] }).manifests[0]?.digest;
    const { Digest } = JSON.parse(await skopeo('inspect', '--tls-verify=false', at('demo/oci:1'))) as { Digest: string };
    t.equal(await digestOf('back'), Digest);
    await copy(at('demo/oci:1'), at('demo/oci:2'), '--preserve-digests');
    await copy(at('demo/oci:1'), at('demo/elsewhere/oci:1'), '--preserve-digests');
    t.equal((JSON.parse(await skopeo('inspect', '--tls-verify=false', at('demo/elsewhere/oci:1'))) as { Digest: string }).Digest, Digest);
    t.same(JSON.parse(await skopeo('list-tags', '--tls-verify=false', at('demo/oci'))), { Repository: `${host}/demo/oci`, Tags: ['1', '2'] });
  });

  await t.test('all platforms of an index are copied, and each is an image', async (t) => {
    const layout = join(folder, 'multi');
    await mkdir(layout);
    await writeFile(join(folder, 'multi.tar'), (await ociImage(layers, { gzip: true, platforms: [{ os: 'linux', architecture: 'amd64' }, { os: 'linux', architecture: 'arm64' }] })).archive);
    await run('tar', '-xf', join(folder, 'multi.tar'), '-C', layout);
    await nest(layout);
    await copy(`oci:${layout}:multi`, at('demo/multi:1'), '--all', '--preserve-digests');
    t.same((await images()).filter((image) => image.name?.startsWith('demo/multi:1')).map((image) => image.architecture).sort(), ['amd64', 'arm64']);
    const raw = await skopeo('inspect', '--raw', '--tls-verify=false', at('demo/multi:1'));
    await copy(at('demo/multi:1'), `oci:${join(folder, 'multi-back')}:1`, '--all', '--preserve-digests');
    const { manifests } = JSON.parse(await readFile(join(folder, 'multi-back', 'index.json'), 'utf8')) as { manifests: { digest: string }[] };
    t.equal(manifests[0]?.digest, sha256(raw));
  });

  await t.test('what was uploaded by Glance is pulled by its name', async (t) => {
    const { body } = await glance.call('createImage', { body: { name: 'uploaded', container_format: 'docker', disk_format: 'raw' } });
    await fetch(`${service.url}/image/v2/images/${body.id}/file`, { method: 'PUT', headers: { 'X-Auth-Token': token, 'Content-Type': 'application/octet-stream' }, body: new Uint8Array((await dockerImage(layers)).archive) });
    await copy(at('demo/uploaded:latest'), `oci:${join(folder, 'uploaded')}:1`);
    t.equal((await readdir(join(folder, 'uploaded', 'blobs', 'sha256'))).length, 5, 'three layers, a configuration, a manifest');
  });

  await t.test('who may not is told so', async (t) => {
    const archive = `docker-archive:${join(folder, 'app.tar')}`;
    await t.rejects(copy(archive, at('admin/app:1')), said(/denied|forbidden/i));
    await t.rejects(skopeo('inspect', '--tls-verify=false', '--no-creds', at('demo/app:1')), said(/unauthorized|authentication required/i));
    await t.rejects(skopeo('inspect', '--tls-verify=false', '--creds', 'demo:wrong', at('demo/app:1')), said(/unauthorized|invalid username\/password/i));
    await t.resolves(skopeo('inspect', '--tls-verify=false', '--creds', `token:${token}`, at('demo/app:1')), 'a token of the identity service is as good as a password');
    const admin = identity.secrets.admin;
    const operator = createClient('image', {
      baseUrl: `${service.url}/image`,
      tokens: { token: () => identity.login(admin?.user ?? '', admin?.password ?? '', inProject('admin')), invalidate: () => undefined },
      retries: 0,
    });
    t.teardown(() => operator.close());
    await operator.call('updateImage', { path: { id: (await named('demo/app:1'))?.id ?? '' }, body: [{ op: 'replace', path: '/visibility', value: 'public' }] });
    await t.resolves(skopeo('inspect', '--tls-verify=false', '--no-creds', at('demo/app:1')), 'what is public needs no login');
    await t.rejects(skopeo('inspect', '--tls-verify=false', '--no-creds', at('demo/oci:1')));
  });

  await t.test('podman and buildah push and pull', async (t) => {
    await run('podman', ...store, 'pull', '--quiet', '--tls-verify=false', `${host}/demo/app:1`);
    await run('podman', ...store, 'tag', `${host}/demo/app:1`, `${host}/demo/podman:1`);
    await run('podman', ...store, 'push', '--quiet', '--tls-verify=false', `${host}/demo/podman:1`);
    t.equal((await named('demo/podman:1'))?.layer_id, (await named('demo/app:1'))?.layer_id);
    await mkdir(join(folder, 'context'));
    await writeFile(join(folder, 'context', 'hello'), 'hello\n');
    await writeFile(join(folder, 'context', 'Containerfile'), `FROM ${host}/demo/app:1\nCOPY hello /hello\nENV GREETING=hello\n`);
    await run('buildah', ...store, 'bud', '--isolation', 'chroot', '--tls-verify=false', '--pull-never', '-t', `${host}/demo/built:1`, join(folder, 'context'));
    await run('buildah', ...store, 'push', '--tls-verify=false', `${host}/demo/built:1`, `docker://${host}/demo/built:1`);
    const built = await named('demo/built:1');
    const { body } = await glance.call('listImageLayers', { path: { id: built?.id ?? '' } });
    t.equal(body.layers.length, 4);
    t.equal(body.layers[2]?.id, chainIds(layers.map(sha256))[2], 'it stands on the layers that were pushed before');
    await run('podman', ...store, 'rmi', '--all', '--force');
    await run('podman', ...store, 'pull', '--quiet', '--tls-verify=false', `${host}/demo/built:1`);
    t.match(await run('podman', ...store, 'image', 'inspect', '--format', '{{.Config.Env}}', `${host}/demo/built:1`), /GREETING=hello/);
  });

  await t.test('what podman pulled from here runs', async (t) => {
    const busybox = { name: 'bin/busybox', body: await readFile('/bin/busybox'), mode: 0o755 };
    const root = await tarOf([{ name: 'bin', type: 'directory' }, busybox, { name: 'bin/sh', type: 'symlink', linkname: 'busybox' }]);
    const config = configOf([root], 'amd64', { Cmd: ['/bin/sh', '-c', 'echo "$GREETING from $(pwd)"'], Env: ['PATH=/bin', 'GREETING=hello'], WorkingDir: '/bin' });
    const { body } = await glance.call('createImage', { body: { name: 'demo/runs:1', container_format: 'docker', disk_format: 'raw' } });
    const { archive } = await dockerImage([root], { config });
    await fetch(`${service.url}/image/v2/images/${body.id}/file`, { method: 'PUT', headers: { 'X-Auth-Token': token, 'Content-Type': 'application/octet-stream' }, body: new Uint8Array(archive) });
    // crun, podman's default, refuses both cgroup versions side by side; in this mount namespace there is one.
    const oneCgroup = ['--mount', 'sh', '-c', 'umount /sys/fs/cgroup/unified 2>/dev/null; exec "$@"', 'sh'];
    const limits = ['--cgroups', 'disabled', '--ulimit', 'nofile=512:512', '--ulimit', 'nproc=512:512'];
    const said = await run('unshare', ...oneCgroup, 'podman', ...store, '--cgroup-manager', 'cgroupfs', 'run', '--rm', '--network', 'none', ...limits, '--tls-verify=false', `${host}/demo/runs:1`);
    t.equal(said.split('\n').at(-1), 'hello from /bin');
  });

  await t.test("Docker's client logs in, pulls, pushes, and gets back what it pushed", async (t) => {
    const { docker, stop } = await startDockerEngine(join(folder, 'docker'));
    t.teardown(stop);
    await t.rejects(docker(['login', '--username', demo.user, '--password-stdin', host], 'wrong'), said(/unauthorized/i));
    await docker(['login', '--username', demo.user, '--password-stdin', host], demo.password);
    await docker(['pull', '--quiet', `${host}/demo/app:1`]);
    await docker(['tag', `${host}/demo/app:1`, `${host}/demo/docker:1`]);
    await docker(['push', '--quiet', `${host}/demo/docker:1`]);
    t.match(await named('demo/docker:1'), { status: 'active', layer_id: (await named('demo/app:1'))?.layer_id }, 'layers that are there are mounted');
    await docker(['load', '--quiet', '--input', join(folder, 'fresh.tar')]);
    await docker(['push', '--quiet', `${host}/demo/fresh:1`]);
    t.equal((await named('demo/fresh:1'))?.layer_id, chainIds(fresh.map(sha256))[1], 'layers that are not are sent');
    const idOf = () => docker(['image', 'inspect', '--format', '{{.Id}} {{index .RepoDigests 0}}', `${host}/demo/fresh:1`]);
    const pushed = await idOf();
    await docker(['rmi', '--force', `${host}/demo/fresh:1`]);
    await docker(['pull', '--quiet', `${host}/demo/fresh:1`]);
    t.equal(await idOf(), pushed);
    await t.rejects(docker(['push', '--quiet', `${host}/demo/docker:2`]), said(/does not exist/));
    await docker(['tag', `${host}/demo/fresh:1`, `${host}/admin/fresh:1`]);
    await t.rejects(docker(['push', '--quiet', `${host}/admin/fresh:1`]), said(/does not allow push on admin\/fresh/));
    await docker(['logout', host]);
    await t.rejects(docker(['pull', '--quiet', `${host}/demo/oci:1`]), said(/unauthorized|no basic auth/i));
  });

  await t.test('zstd layers are taken', async (t) => {
    const layout = join(folder, 'zstd');
    await copy(at('demo/app:1'), `oci:${layout}:1`, '--dest-compress-format', 'zstd', '--dest-compress');
    await copy(`oci:${layout}:1`, at('demo/zstd:1'), '--preserve-digests');
    const id = (await named('demo/zstd:1'))?.id ?? '';
    t.equal((await glance.call('getImage', { path: { id } })).body.layer_id, (await named('demo/app:1'))?.layer_id);
  });

  await t.test('an image is exported to another registry with a login, blobs that are there are not sent, and it is the same there', async (t) => {
    const id = (await named('demo/oci:1'))?.id ?? '';
    const taskOf = async (taskId: string | undefined) => (await glance.call('listImageTasks', { path: { id } })).body.tasks.find((each) => each.id === taskId);
    const push = async (ref: string, login: object = { username: demo.user, password: demo.password }) => {
      const { headers } = await glance.call('exportImage', { path: { id }, body: { method: { name: 'oci-push', ref: `${host}/${ref}`, ...login } } });
      await service.settled();
      return taskOf(headers['openstack-image-task-id']);
    };
    const digestOf = async (reference: string) => (JSON.parse(await skopeo('inspect', '--tls-verify=false', at(reference))) as { Digest: string }).Digest;
    const done = await push('demo/exported:1');
    t.match(done, { type: 'api_image_export', status: 'success', input: { export_req: { method: { name: 'oci-push', digest: await digestOf('demo/oci:1') } } } });
    t.equal(done?.bytes_done, done?.bytes_total);
    t.notMatch(JSON.stringify(done), demo.password, 'no password is shown');
    t.equal(await digestOf('demo/exported:1'), await digestOf('demo/oci:1'), 'byte for byte');
    t.match(await push('demo/exported:2'), { status: 'success', bytes_done: done?.bytes_total });
    t.match(await push('admin/exported:1'), { status: 'failure', message: /refuses admin\/exported/ });
    t.match(await push('demo/exported:3', {}), { status: 'failure', message: /needs a user name/ });
    t.equal((await glance.call('getImage', { path: { id } })).body.status, 'active', 'a failed export leaves the image as it was');
  });

  await t.test('an index is exported with all of its images, and who asks again meanwhile is given the same task', async (t) => {
    const digestOf = async (reference: string) => sha256(await skopeo('inspect', '--raw', '--tls-verify=false', at(reference)));
    const id = (await named('demo/multi:1'))?.id ?? '';
    const push = async (ref: string) =>
      (await glance.call('exportImage', { path: { id }, body: { method: { name: 'oci-push', ref: `${host}/${ref}`, all_platforms: true, username: demo.user, password: demo.password } } })).headers['openstack-image-task-id'];
    const [first, second, elsewhere] = await Promise.all(['demo/all:1', 'demo/all:1', 'demo/all:2'].map(push));
    await service.settled();
    t.equal(first, second);
    t.not(first, elsewhere);
    t.equal(await digestOf('demo/all:1'), await digestOf('demo/multi:1'));
    t.same((await images()).filter((image) => image.name?.startsWith('demo/all:1')).map((image) => image.architecture).sort(), ['amd64', 'arm64']);
    await copy(at('demo/all:1'), `oci:${join(folder, 'all')}:1`, '--all', '--preserve-digests');
    t.not(await push('demo/all:1'), first, 'what has ended is done again');
    await service.settled();
  });

  await t.test('a renamed project pulls from its old name, pushes to the new one, and brings images over', async (t) => {
    const adminToken = await identity.login(identity.secrets.admin?.user ?? '', identity.secrets.admin?.password ?? '', inProject('admin'));
    const ask = (path: string, more: RequestInit = {}) => fetch(`${identity.url}/identity/v3/projects${path}`, { ...more, headers: { 'X-Auth-Token': adminToken, 'Content-Type': 'application/json' } });
    const { projects } = (await (await ask('?name=demo')).json()) as { projects: { id: string }[] };
    const rename = (name: string) => ask(`/${projects[0]?.id}`, { method: 'PATCH', body: JSON.stringify({ project: { name } }) });
    t.equal((await rename('renamed')).status, 200);
    await t.rejects(copy(`docker-archive:${join(folder, 'app.tar')}`, at('demo/oci:9')), said(/does not allow push/));
    await copy(at('demo/oci:1'), at('renamed/oci:1'), '--preserve-digests');
    t.equal((await named('renamed/oci:1'))?.layer_id, (await named('demo/oci:1'))?.layer_id);
    t.equal((await rename('demo')).status, 200);
  });

  await t.test('skopeo deletes', async (t) => {
    await skopeo('delete', '--tls-verify=false', at('demo/built:1'));
    t.equal(await named('demo/built:1'), undefined);
    await t.rejects(skopeo('inspect', '--tls-verify=false', at('demo/built:1')));
  });
});

/** Puts the manifests of a layout into an index of their own, named `multi`, as docker and buildx write several platforms. */
async function nest(layout: string): Promise<void> {
  const inner = await readFile(join(layout, 'index.json'));
  const ref = { mediaType: 'application/vnd.oci.image.index.v1+json', digest: sha256(inner), size: inner.length, annotations: { 'org.opencontainers.image.ref.name': 'multi' } };
  await writeFile(join(layout, 'blobs', 'sha256', ref.digest.slice('sha256:'.length)), inner);
  await writeFile(join(layout, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests: [ref] }));
}
