import { mkdir } from 'node:fs/promises';
import { createClient } from '../openapi/call/call.ts';
import { trustedAuthorities } from '../openapi/call/trust.ts';
import { Fault } from '../openapi/serve/fault.ts';
import type { Logger } from '../openapi/serve/log.ts';
import { schemeOf, tlsFilesOf } from '../openapi/serve/tls.ts';
import type { HostConfig } from './config.ts';
import { hostRecordFile, readHostRecord } from './host-record.ts';
import type { HostRecord } from './host-record.ts';
import { joinRegion } from './join.ts';
import { describeHost } from './report/describe-host.ts';

export interface JoinHereOptions {
  log: Logger;
  version: string;
  joinToken: string;
  /** Where the region reaches this host, when it is not what the configuration says. */
  url?: string;
}

/** Joins this machine to the configured region, once. */
export async function joinHere(config: HostConfig, { log, version, joinToken, url }: JoinHereOptions): Promise<HostRecord> {
  const { stateDir, regionUrl } = config;
  await mkdir(stateDir, { recursive: true, mode: 0o711 });
  const before = await readHostRecord(stateDir);
  if (before) throw new Fault('conflict', `This host has joined ${before.regionUrl} already, as ${before.hostId} (${hostRecordFile(stateDir)}). To join anew, purge it first (host-server purge).`);
  // What else it runs its first heartbeat says.
  const host = { ...(await describeHost(config, url ?? config.url ?? `${schemeOf(tlsFilesOf(config))}://${config.listen}`, ['container'])), name: config.name };
  const region = createClient('sampan', { baseUrl: `${regionUrl}/sampan`, retries: 0, timeoutMs: 10_000, userAgent: `sampan-host-server/${version}`, ca: trustedAuthorities(config.caFile) });
  try {
    const record = await joinRegion({ stateDir, regionUrl, host, joinToken, region, log });
    log.info({ host_id: record.hostId, region: regionUrl }, 'this host has joined');
    return record;
  } finally {
    region.close();
  }
}
