import { join } from 'node:path';
import type { Config, ConfigSchema, ConfigSources } from '../openapi/serve/config.ts';
import { readConfig } from '../openapi/serve/config.ts';
import { schemeOf, tlsFilesOf, tlsKeys } from '../openapi/serve/tls.ts';
import type { TlsFiles } from '../openapi/serve/tls.ts';

/** What an operator may set; every key has a default that suits one machine. */
export const regionSchema = {
  listen: { env: 'SAMPAN_REGION_LISTEN', type: 'string', default: '127.0.0.1:8770', help: 'Address and port to listen on; port 0 takes any' },
  publicUrl: { env: 'SAMPAN_REGION_PUBLIC_URL', type: 'url', optional: true, help: 'Where clients reach the region; http(s)://<listen> without it' },
  ...tlsKeys('SAMPAN_REGION'),
  stateDir: { env: 'SAMPAN_REGION_STATE_DIR', type: 'path', default: '/var/lib/sampan/region', help: 'Folder of the database and the secrets' },
  databaseUrl: { env: 'SAMPAN_REGION_DATABASE_URL', type: 'string', optional: true, secret: true, help: 'sqlite:/path or postgres://...; sqlite in the state folder without it' },
  imageUrl: { env: 'SAMPAN_REGION_IMAGE_URL', type: 'url', default: 'http://127.0.0.1:8771', help: 'Where clients and the region reach the image service' },
  regionName: { env: 'SAMPAN_REGION_NAME', type: 'string', default: 'RegionOne', help: 'Name in the catalog' },
  secretsFile: { env: 'SAMPAN_REGION_SECRETS_FILE', type: 'path', optional: true, help: 'Bootstrap passwords, 0600; secrets.json in the state folder without it' },
  tokenTtlS: { env: 'SAMPAN_REGION_TOKEN_TTL_S', type: 'int', default: '14400', min: 60, max: 604800, help: 'Life of a token in seconds' },
  keyMaxAgeDays: { env: 'SAMPAN_REGION_KEY_MAX_AGE_DAYS', type: 'int', default: '30', min: 1, max: 3650, help: 'Days after which the key that signs tokens is replaced by the next one' },
  loginFailuresPerUser: { env: 'SAMPAN_REGION_LOGIN_FAILURES_PER_USER', type: 'int', default: '10', min: 0, help: 'Failed logins a minute of one user before more are refused for a while; 0 is any number' },
  loginFailuresPerAddress: { env: 'SAMPAN_REGION_LOGIN_FAILURES_PER_ADDRESS', type: 'int', default: '50', min: 0, help: 'The same from one address' },
  disableInactiveDays: { env: 'SAMPAN_REGION_DISABLE_INACTIVE_DAYS', type: 'int', default: '0', min: 0, help: 'Days without a login after which a user counts as disabled; 0: never' },
  trustedProxies: { env: 'SAMPAN_REGION_TRUSTED_PROXIES', type: 'list', default: '', help: 'Addresses and ranges (CIDR) of proxies before the region; of what they write into X-Forwarded-For the last hop that is none of them counts as the client' },
  availabilityZone: { env: 'SAMPAN_REGION_AVAILABILITY_ZONE', type: 'string', default: 'nova', help: 'Name of the one availability zone' },
  heartbeatMs: { env: 'SAMPAN_REGION_HEARTBEAT_MS', type: 'int', default: '2000', min: 100, help: 'How often hosts are to say that they live' },
  hostDownMs: { env: 'SAMPAN_REGION_HOST_DOWN_MS', type: 'int', default: '10000', min: 300, help: 'Silence after which a host is down' },
  vcpusPercent: { env: 'SAMPAN_REGION_VCPUS_PERCENT', type: 'int', default: '1600', min: 1, max: 100000, help: 'Vcpus promised, in percent of those that a host has' },
  memoryPercent: { env: 'SAMPAN_REGION_MEMORY_PERCENT', type: 'int', default: '100', min: 1, max: 100000, help: 'Memory promised, in percent' },
  diskPercent: { env: 'SAMPAN_REGION_DISK_PERCENT', type: 'int', default: '200', min: 1, max: 100000, help: 'Disk promised, in percent; roots share their layers, so more than 100 is usual' },
  quotaInstances: { env: 'SAMPAN_REGION_QUOTA_INSTANCES', type: 'int', default: '10', min: -1, help: "A project's servers; -1 is unlimited" },
  quotaCores: { env: 'SAMPAN_REGION_QUOTA_CORES', type: 'int', default: '20', min: -1, help: "A project's vcpus" },
  quotaMemoryMib: { env: 'SAMPAN_REGION_QUOTA_MEMORY_MIB', type: 'int', default: '51200', min: -1, help: "A project's memory in MiB" },
  reclaimDeletedS: { env: 'SAMPAN_REGION_RECLAIM_DELETED_S', type: 'int', default: '0', min: 0, help: 'Seconds for which a deleted server is only stopped and can be restored; 0: it is deleted at once' },
  resizeConfirmS: { env: 'SAMPAN_REGION_RESIZE_CONFIRM_S', type: 'int', default: '0', min: 0, help: 'Seconds after which a resize is confirmed by itself; 0: never' },
  keepDeletedDays: { env: 'SAMPAN_REGION_KEEP_DELETED_DAYS', type: 'int', default: '90', min: 0, help: 'Days for which rows and actions of deleted servers are kept; 0: for ever' },
  keepEventsDays: { env: 'SAMPAN_REGION_KEEP_EVENTS_DAYS', type: 'int', default: '90', min: 0, help: 'Days for which events are kept; 0: for ever' },
  networkPool: { env: 'SAMPAN_REGION_NETWORK_POOL', type: 'string', default: '10.128.0.0/10', help: 'IPv4 range of which each project gets a subnet' },
  networkPrefix: { env: 'SAMPAN_REGION_NETWORK_PREFIX', type: 'int', default: '24', min: 8, max: 29, help: 'Prefix length of these subnets' },
  networkMtu: { env: 'SAMPAN_REGION_NETWORK_MTU', type: 'int', default: '1450', min: 576, max: 65535, help: 'MTU of tenant networks; leaves room for VXLAN' },
  physicalMtu: { env: 'SAMPAN_REGION_PHYSICAL_MTU', type: 'int', default: '1500', min: 576, max: 65535, help: 'MTU of vlan and flat networks' },
  nameservers: { env: 'SAMPAN_REGION_NAMESERVERS', type: 'list', default: '', help: 'IPv4 addresses of resolvers for servers' },
  validateResponses: { env: 'SAMPAN_REGION_VALIDATE_RESPONSES', type: 'bool', default: 'false', help: 'Check every answer against the contract (for tests)' },
  logLevel: {
    env: 'SAMPAN_LOG_LEVEL', type: 'string', default: 'info', oneOf: ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], help: 'Least level that is logged',
  },
} as const satisfies ConfigSchema;

type Given = Config<typeof regionSchema>;

/** The configuration with what follows from other keys filled in. */
export type RegionConfig = Omit<Given, 'listen' | 'databaseUrl' | 'secretsFile'> & {
  listen: { host: string; port: number };
  databaseUrl: string;
  secretsFile: string;
  tls: TlsFiles | undefined;
  /** Where it listens, as a URL. */
  ownUrl: string;
};

export function readRegionConfig(sources: ConfigSources): RegionConfig {
  const given = readConfig(regionSchema, sources);
  const separator = given.listen.lastIndexOf(':');
  const tls = tlsFilesOf(given);
  return {
    ...given,
    tls,
    ownUrl: `${schemeOf(tls)}://${given.listen}`,
    listen: { host: given.listen.slice(0, separator), port: Number(given.listen.slice(separator + 1)) },
    databaseUrl: given.databaseUrl ?? `sqlite:${join(given.stateDir, 'region.db')}`,
    secretsFile: given.secretsFile ?? join(given.stateDir, 'secrets.json'),
  };
}
