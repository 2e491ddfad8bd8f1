import { hostname } from 'node:os';
import type { Config, ConfigSchema } from '../openapi/serve/config.ts';
import { tlsKeys } from '../openapi/serve/tls.ts';

/** Every key of a host-server; `docs/configuration.md` is made of the same words. */
export const hostConfigSchema = {
  listen: { env: 'SAMPAN_HOST_LISTEN', type: 'string', default: '127.0.0.1:8772', help: 'Address and port that the region calls' },
  url: { env: 'SAMPAN_HOST_URL', type: 'url', optional: true, help: 'Where the region reaches this host; http(s)://<listen> unless given' },
  ...tlsKeys('SAMPAN_HOST'),
  name: { env: 'SAMPAN_HOST_NAME', type: 'string', default: hostname(), help: 'The name under which this host joins' },
  stateDir: { env: 'SAMPAN_HOST_STATE_DIR', type: 'path', default: '/var/lib/sampan/host', help: 'What must survive a reboot: specs, layers, servers’ disks' },
  runDir: { env: 'SAMPAN_HOST_RUN_DIR', type: 'path', default: '/run/sampan/host', help: 'What need not: sockets, pid files, mount points' },
  regionUrl: { env: 'SAMPAN_HOST_REGION_URL', type: 'url', default: 'http://127.0.0.1:8770', help: 'The region' },
  imageUrl: { env: 'SAMPAN_HOST_IMAGE_URL', type: 'url', optional: true, help: 'The image service, when not the one in the region’s catalog; without /image' },
  joinTokenFile: { env: 'SAMPAN_HOST_JOIN_TOKEN_FILE', type: 'path', optional: true, help: 'A file (0600) with a join token, for the first start' },
  bridge: { env: 'SAMPAN_HOST_BRIDGE', type: 'string', default: 'br-int', help: 'The integration bridge' },
  ovsdbSocket: { env: 'SAMPAN_HOST_OVSDB_SOCKET', type: 'path', default: '/var/run/openvswitch/db.sock', help: 'The machine’s Open vSwitch; where nothing answers a private one is started' },
  gatewayPrefix: { env: 'SAMPAN_HOST_GATEWAY_PREFIX', type: 'string', default: 'sampan', help: 'Networks’ gateway namespaces are called <prefix>-<network>' },
  tunnelIp: { env: 'SAMPAN_HOST_TUNNEL_IP', type: 'string', optional: true, help: 'This machine’s address for tunnels between hosts (VXLAN, UDP 4789); without it networks end at this host' },
  uplinks: { env: 'SAMPAN_HOST_UPLINKS', type: 'string', default: '', help: 'Physical networks and the devices that lead to them, as public:eth1,storage:eth2; the devices carry nothing else' },
  reach: { env: 'SAMPAN_HOST_REACH', type: 'string', default: '', help: 'What this machine itself reaches by plain address, of servers on it: IPv4 ranges and networks’ ids, as 10.128.0.0/10' },
  cgroup: { env: 'SAMPAN_HOST_CGROUP', type: 'string', default: '/sampan', help: 'The control group below which servers live' },
  runtime: { env: 'SAMPAN_HOST_RUNTIME', type: 'string', default: 'auto', oneOf: ['auto', 'crun', 'runc'], help: 'What makes containers; auto takes crun where one from 1.8 on is installed, which is quicker, else runc' },
  idStart: { env: 'SAMPAN_HOST_ID_START', type: 'int', default: '1000000', min: 65536, max: 4_000_000_000, help: 'First user id of containers on this machine; not to be changed once layers are there' },
  idCount: { env: 'SAMPAN_HOST_ID_COUNT', type: 'int', default: '65536', min: 65536, max: 16_777_216, help: 'How many user ids a container has' },
  vmIdStart: { env: 'SAMPAN_HOST_VM_ID_START', type: 'int', default: '2000000', min: 65536, max: 4_000_000_000, help: 'First user id of machines: each has one of its own' },
  vmIdCount: { env: 'SAMPAN_HOST_VM_ID_COUNT', type: 'int', default: '65536', min: 1, max: 16_777_216, help: 'How many user ids machines have' },
  logMaxKib: { env: 'SAMPAN_HOST_LOG_MAX_KIB', type: 'int', default: '10240', min: 64, help: 'The size that a server’s log never exceeds' },
  keepLogsDays: { env: 'SAMPAN_HOST_KEEP_LOGS_DAYS', type: 'int', default: '7', min: 0, help: 'How long the logs of a deleted server stay' },
  diskQuota: { env: 'SAMPAN_HOST_DISK_QUOTA', type: 'string', default: 'on', oneOf: ['on', 'off'], help: 'Whether containers are held to their flavor’s disk; it takes loop devices' },
  volumeGib: { env: 'SAMPAN_HOST_VOLUME_GIB', type: 'int', default: '10', min: 0, help: 'What a named volume holds at most; 0 for no limit' },
  stopTimeoutMs: { env: 'SAMPAN_HOST_STOP_TIMEOUT_MS', type: 'int', default: '10000', min: 0, max: 600_000, help: 'How long a server may take to stop before it is killed' },
  execIdleS: { env: 'SAMPAN_HOST_EXEC_IDLE_S', type: 'int', default: '600', min: 1, max: 86_400, help: 'A program’s or console’s connection in which nothing moves for so long is ended' },
  width: { env: 'SAMPAN_HOST_WIDTH', type: 'int', default: '8', min: 1, max: 256, help: 'Servers worked on at once' },
  pullWidth: { env: 'SAMPAN_HOST_PULL_WIDTH', type: 'int', default: '4', min: 1, max: 32, help: 'Layers fetched at once' },
  layerBudgetGib: { env: 'SAMPAN_HOST_LAYER_BUDGET_GIB', type: 'int', default: '50', min: 0, help: 'Disk for unpacked layers: above it those go that no server uses, longest unused first' },
  tries: { env: 'SAMPAN_HOST_TRIES', type: 'int', default: '8', min: 1, max: 100, help: 'Tries of a step that fails for a while, before the server is in error' },
  lookIntervalMs: { env: 'SAMPAN_HOST_LOOK_INTERVAL_MS', type: 'int', default: '60000', min: 1000, help: 'How often the machine is held against the specs' },
  heartbeatMs: { env: 'SAMPAN_HOST_HEARTBEAT_MS', type: 'int', default: '2000', min: 100, help: 'Heartbeat until the region names another' },
  vcpus: { env: 'SAMPAN_HOST_VCPUS', type: 'int', optional: true, min: 1, help: 'Processors offered, when not the machine’s' },
  memoryMib: { env: 'SAMPAN_HOST_MEMORY_MIB', type: 'int', optional: true, min: 1, help: 'Memory offered, when not the machine’s less the reserve' },
  diskGib: { env: 'SAMPAN_HOST_DISK_GIB', type: 'int', optional: true, min: 0, help: 'Disk offered, when not the file system less the reserve' },
  memoryReserveMib: { env: 'SAMPAN_HOST_MEMORY_RESERVE_MIB', type: 'int', default: '512', min: 0, help: 'Memory kept for the machine' },
  diskReserveGib: { env: 'SAMPAN_HOST_DISK_RESERVE_GIB', type: 'int', default: '2', min: 0, help: 'Disk kept for the machine' },
  helper: { env: 'SAMPAN_HOST_HELPER', type: 'path', optional: true, help: 'The native helper; the built one unless given, else compiled into the state directory' },
  logLevel: { env: 'SAMPAN_LOG_LEVEL', type: 'string', default: 'info', oneOf: ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], help: 'Log level' },
} as const satisfies ConfigSchema;

export type HostConfig = Config<typeof hostConfigSchema>;
