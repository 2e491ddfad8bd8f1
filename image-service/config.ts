import ipaddr from 'ipaddr.js';
import { readConfig } from '../openapi/serve/config.ts';
import type { Config, ConfigSchema, ConfigSources } from '../openapi/serve/config.ts';
import { Fault } from '../openapi/serve/fault.ts';
import { tlsKeys } from '../openapi/serve/tls.ts';

export const configSchema = {
  listen: { env: 'SAMPAN_IMAGE_LISTEN', type: 'string', default: '127.0.0.1:8771', help: 'Address and port to listen on' },
  publicUrl: { env: 'SAMPAN_IMAGE_PUBLIC_URL', type: 'url', optional: true, help: 'URL that links are built on, when a proxy stands before the service' },
  ...tlsKeys('SAMPAN_IMAGE'),
  stateDir: { env: 'SAMPAN_IMAGE_STATE_DIR', type: 'path', default: '/var/lib/sampan/image', help: 'Folder of blobs and of the sqlite database' },
  databaseUrl: { env: 'SAMPAN_IMAGE_DATABASE_URL', type: 'string', optional: true, secret: true, help: 'sqlite:/path or postgres://user@host/name; <state>/image.db without it' },
  authUrl: { env: 'SAMPAN_IMAGE_AUTH_URL', type: 'url', default: 'http://127.0.0.1:8770/identity', help: 'The identity service, whose keys verify tokens' },
  registryRealm: { env: 'SAMPAN_IMAGE_REGISTRY_REALM', type: 'url', optional: true, help: "Where registry clients get tokens; <the region>/registry/token, from auth_url, without it" },
  maxUploadMib: { env: 'SAMPAN_IMAGE_MAX_UPLOAD_MIB', type: 'int', min: 1, default: '102400', help: 'Largest upload' },
  projectQuotaGib: { env: 'SAMPAN_IMAGE_PROJECT_QUOTA_GIB', type: 'int', min: -1, default: '-1', help: 'What a project may store unless an administrator sets its own limit; -1 is no limit' },
  minFreeMib: { env: 'SAMPAN_IMAGE_MIN_FREE_MIB', type: 'int', min: 0, default: '256', help: 'So much of the disk stays free: uploads that would need it are refused' },
  importNetworks: { env: 'SAMPAN_IMAGE_IMPORT_NETWORKS', type: 'list', default: '', help: 'Networks (CIDR) that imports may reach although they are not public' },
  importPorts: { env: 'SAMPAN_IMAGE_IMPORT_PORTS', type: 'list', default: '80,443', help: 'Ports that imports may ask; * allows any' },
  gcDelayS: { env: 'SAMPAN_IMAGE_GC_DELAY_S', type: 'int', min: 0, default: '3600', help: 'Seconds that layers without an image stay before they are collected' },
  scrubDays: { env: 'SAMPAN_IMAGE_SCRUB_DAYS', type: 'int', min: 1, default: '30', help: 'Stored objects are read again and compared with their digests after so many days' },
  scrubMibS: { env: 'SAMPAN_IMAGE_SCRUB_MIB_S', type: 'int', min: 1, default: '16', help: 'How fast that is done, in MiB/s' },
  logLevel: { env: 'SAMPAN_LOG_LEVEL', type: 'string', oneOf: ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], default: 'info', help: 'Least level that is logged' },
} as const satisfies ConfigSchema;

export type ImageServiceConfig = Config<typeof configSchema>;

export const readImageServiceConfig = (sources: ConfigSources): ImageServiceConfig => readConfig(configSchema, sources);

/** `127.0.0.1:8771`, `[::1]:8771`, `:8771`. */
export function parseListen(listen: string): { host: string; port: number } {
  const match = /^(?:\[([0-9a-f:]+)\]|([^:[\]]*)):(\d{1,5})$/i.exec(listen);
  const port = Number(match?.[3]);
  if (!match || port > 65_535) throw new Fault('bad-request', `Configuration listen must be <address>:<port>, and is ${JSON.stringify(listen)}.`);
  return { host: match[1] ?? (match[2] === '' ? '0.0.0.0' : (match[2] ?? '0.0.0.0')), port };
}

/** Networks in CIDR notation, checked. */
export function parseNetworks(networks: readonly string[]): string[] {
  const bad = networks.find((network) => !network.includes('/') || !ipaddr.isValidCIDR(network));
  if (bad !== undefined) throw new Fault('bad-request', `Configuration import_networks holds ${JSON.stringify(bad)}, which is no network in CIDR notation.`);
  return [...networks];
}

/** Empty allows any. */
export function parsePorts(ports: readonly string[]): number[] {
  if (ports.includes('*')) return [];
  const bad = ports.find((port) => !/^\d{1,5}$/.test(port) || Number(port) < 1 || Number(port) > 65_535);
  if (bad !== undefined || ports.length === 0) throw new Fault('bad-request', `Configuration import_ports holds ${JSON.stringify(bad ?? '')}, which is no port.`);
  return ports.map(Number);
}
