import t from 'tap';
import { unlimited } from '../../../../host-server/drivers/container/guest-process.ts';
import { ociSpec, ociText } from '../../../../host-server/drivers/container/oci-spec.ts';
import type { OciSpecInput } from '../../../../host-server/drivers/container/oci-spec.ts';
import type { DriverServer, ImageConfig } from '../../../../host-server/drivers/driver.ts';

const seccomp = { defaultAction: 'SCMP_ACT_ERRNO', architectures: [], syscalls: [] };

t.test('the program is Entrypoint and Cmd, and a command replaces Cmd only', async t => {
  const table: [ImageConfig, string[] | undefined, string[]][] = [
    [{ Cmd: ['a', 'b'] }, undefined, ['a', 'b']],
    [{ Entrypoint: ['e'], Cmd: ['a'] }, undefined, ['e', 'a']],
    [{ Entrypoint: ['e'], Cmd: null }, undefined, ['e']],
    [{ Entrypoint: ['e'], Cmd: ['a'] }, ['x', 'y'], ['e', 'x', 'y']],
    [{ Entrypoint: null, Cmd: ['a'] }, ['x'], ['x']],
    [{ Entrypoint: ['e'], Cmd: ['a'] }, [], ['e']],
  ];
  for (const [imageConfig, command, args] of table) t.same(spec({ imageConfig, ...(command ? { command } : {}) }).process.args, args);
});

t.test('an image without a program is a fault that says what to give', async t => {
  for (const imageConfig of [{}, { Entrypoint: [], Cmd: [] }, { Cmd: [''] }]) {
    t.throws(() => spec({ imageConfig }), { code: 'image-unusable', message: /Entrypoint or Cmd/ });
  }
});

t.test('the environment of the server goes over that of the image, and that over the defaults', async t => {
  const { env } = spec({ imageConfig: { Cmd: ['x'], Env: ['PATH=/p', 'A=1=2', 'B=image', 'broken'] }, env: { B: 'server' } }).process;
  t.same(env, ['PATH=/p', 'HOSTNAME=guest', 'A=1=2', 'B=server']);
});

t.test('limits are written in the units of the kernel', async t => {
  const { resources } = spec({ vcpus: 2, memoryMib: 512 }).linux;
  t.same(resources.cpu, { quota: 200_000, period: 100_000, shares: 2048 });
  t.same(resources.memory, { limit: 536_870_912, swap: 536_870_912 });
  t.same(resources.pids, { limit: 4096 });
  t.same(spec({}, { swapLimit: false }).linux.resources.memory, { limit: 67_108_864 });
});

t.test('root inside is the first user of the range outside', async t => {
  const mapping = [{ containerID: 0, hostID: 300_000, size: 65_536 }];
  const { linux } = spec({});
  t.same([linux.uidMappings, linux.gidMappings], [mapping, mapping]);
  t.same(linux.namespaces.map(({ type }) => type).sort(), ['cgroup', 'ipc', 'mount', 'network', 'pid', 'user', 'uts']);
  t.equal(linux.sysctl?.['net.ipv4.ping_group_range'], '0 65535');
  t.equal(linux.cgroupsPath, '/sampan/s1');
});

t.test('nothing can gain a right', async t => {
  const { process: guest, linux } = spec({});
  t.equal(guest.noNewPrivileges, true);
  t.notOk('inheritable' in guest.capabilities || 'ambient' in guest.capabilities);
  t.notOk(guest.capabilities.bounding.includes('CAP_SYS_ADMIN') || guest.capabilities.bounding.includes('CAP_NET_ADMIN'));
  t.same(linux.resources.devices, [{ allow: false, access: 'rwm' }]);
  t.ok(linux.maskedPaths.includes('/proc/kcore') && linux.readonlyPaths.includes('/proc/sys'));
});

t.test('a filter that was compiled before goes with the profile that it was made of', async t => {
  t.same(spec({}).annotations, { 'org.opencontainers.image.stopSignal': '15' });
  const { annotations, linux } = spec({}, { filter: { seccomp, compiled: 'AAAA' } });
  t.same(annotations, { 'org.opencontainers.image.stopSignal': '15', 'run.oci.seccomp_bpf_data': 'AAAA' });
  t.equal(linux.seccomp, seccomp);
});

t.test('open files are limited by what the host-server itself may open', async t => {
  t.same(spec({}, { openFilesMax: 20_000 }).process.rlimits, [{ type: 'RLIMIT_NOFILE', soft: 20_000, hard: 20_000 }]);
  t.same(spec({}, { openFilesMax: 1_048_576 }).process.rlimits, [{ type: 'RLIMIT_NOFILE', soft: 65_536, hard: 1_048_576 }]);
});

t.test('what only a container has goes where the runtime looks for it', async t => {
  const container = {
    entrypoint: ['/own'], working_dir: '/w', init: true, shm_mib: 1024, immutable: true, pids: 77,
    ulimits: { nofile: { soft: 10, hard: 20 }, core: { soft: -1, hard: -1 } },
    volumes: [{ name: 'data', path: '/srv//data/', read_only: true }], tmpfs: [{ path: '/run', size_mib: 8 }],
  };
  const { process: guest, root, mounts, linux } = spec({ container, imageConfig: { Entrypoint: ['/image'], Cmd: ['arg'], WorkingDir: '/image' } });
  t.same(guest.args, ['/dev/init', '--', '/own'], 'the image’s Cmd was meant for its own Entrypoint');
  t.equal(guest.cwd, '/w');
  t.same(guest.rlimits, [{ type: 'RLIMIT_NOFILE', soft: 10, hard: 20 }, { type: 'RLIMIT_CORE', soft: unlimited, hard: unlimited }]);
  t.equal(root.readonly, true);
  t.equal(linux.resources.pids.limit, 77);
  const at = (destination: string): unknown => mounts.find(mount => mount.destination === destination);
  t.match(at('/dev/shm'), { options: /size=1024m/ });
  t.match(at('/run'), { type: 'tmpfs', options: /size=8m/ });
  t.match(at('/srv/data'), { source: '/v/data', options: /ro.*nosuid/ });
  t.match(at('/dev/init'), { source: '/usr/bin/tini-static', options: /ro/ });
  t.match(ociText(spec({ container, command: ['"hard":"RLIM_INFINITY"'] })), /"soft":18446744073709551615,"hard":18446744073709551615/);
  t.equal((JSON.parse(ociText(spec({ container, command: ['"hard":"RLIM_INFINITY"'] }))) as { process: { args: string[] } }).process.args.at(-1), '"hard":"RLIM_INFINITY"', 'and nothing of the guest’s is changed');
});

t.test('options that cannot be are refused and named', async t => {
  const refused: [DriverServer['container'], string][] = [
    [{ ulimits: { rtprio: { soft: 1, hard: 1 } } }, 'container.ulimits.rtprio'],
    [{ ulimits: { nofile: { soft: 2, hard: 1 } } }, 'container.ulimits.nofile'],
    [{ ulimits: { nofile: { soft: 1, hard: 4096 } } }, 'container.ulimits.nofile'],
    [{ volumes: [{ name: 'data', path: '/proc/x' }] }, 'container.volumes'],
    [{ tmpfs: [{ path: '/a/../dev' }] }, 'container.tmpfs'],
    [{ tmpfs: [{ path: '/' }] }, 'container.tmpfs'],
  ];
  for (const [container, field] of refused) t.throws(() => spec({ ...(container ? { container } : {}) }), { code: 'bad-request', details: { field } }, field);
  t.throws(() => spec({ container: { init: true } }, { sources: { volumes: new Map() } }), { code: 'bad-request', details: { field: 'container.init' } });
});

function spec(server: Partial<DriverServer>, change: Partial<OciSpecInput> = {}) {
  return ociSpec({
    server: {
      id: 's1', name: 'n', layers: [], imageConfig: { Cmd: ['x'] }, vcpus: 1, memoryMib: 64, diskGib: 1, hostname: 'guest', nameservers: [], addresses: [],
      ...server,
    },
    paths: { rootfs: '/r', hosts: '/h', resolvConf: '/c', hostname: '/n' },
    user: { uid: 0, gid: 0, additionalGids: [] },
    filter: { seccomp },
    idRange: { start: 300_000, size: 65_536 },
    cgroupParent: '/sampan',
    swapLimit: true,
    openFilesMax: 1024,
    sources: { volumes: new Map([['data', '/v/data']]), init: '/usr/bin/tini-static' },
    stopSignal: 15,
    ...change,
  });
}
