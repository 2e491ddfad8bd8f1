import { createClient } from '../openapi/call/call.ts';
import type { Client } from '../openapi/call/call.ts';
import { passwordTokens } from '../openapi/call/token-source.ts';
import type { IdentityTokenSource } from '../openapi/call/token-source.ts';
import { unavailable } from '../openapi/serve/fault.ts';
import type { Logger } from '../openapi/serve/log.ts';
import type { HostRecord } from './host-record.ts';

/** What this host calls, with its own credential. */
export interface RegionAccess {
  region: Client<'sampan'>;
  images: Pick<Client<'image'>, 'call' | 'stream'>;
  close(): void;
}

export interface RegionAccessOptions {
  record: HostRecord;
  regionUrl: string;
  /** Without it the region's catalog tells. */
  imageUrl: string | undefined;
  ca?: string[] | undefined;
  userAgent: string;
  log: Logger;
}

export function openRegionAccess({ record, regionUrl, imageUrl, ca, userAgent, log }: RegionAccessOptions): RegionAccess {
  const { userId, password, projectId } = record.credential;
  const tokens = passwordTokens({ authUrl: `${regionUrl}/identity`, userId, password, projectId, userAgent, ca });
  // One try: heartbeats and reports have their own way of coming again, with news.
  const region = createClient('sampan', { baseUrl: `${regionUrl}/sampan`, tokens, timeoutMs: 5_000, retries: 0, userAgent, log, ca });
  const clients = new Map<string, Client<'image'>>();
  const imageClient = async (): Promise<Client<'image'>> => {
    const baseUrl = imageUrl === undefined ? await imageEndpoint(tokens) : `${imageUrl}/image`;
    const client = clients.get(baseUrl) ?? createClient('image', { baseUrl, tokens, timeoutMs: 30_000, retries: 2, userAgent, log, ca });
    clients.set(baseUrl, client);
    return client;
  };
  return {
    region,
    images: {
      call: async (...args) => (await imageClient()).call(...args),
      stream: async (...args) => (await imageClient()).stream(...args),
    },
    close() {
      region.close();
      for (const client of clients.values()) client.close();
    },
  };
}

/** The catalog comes with each token, so a moved image service is found with the next one. */
async function imageEndpoint(tokens: IdentityTokenSource): Promise<string> {
  const { body } = await tokens.current();
  const endpoints = (body.catalog ?? []).find((service) => service.type === 'image')?.endpoints ?? [];
  const url = (endpoints.find((endpoint) => endpoint.interface === 'internal') ?? endpoints.find((endpoint) => endpoint.interface === 'public'))?.url;
  if (url) return url.replace(/\/+$/, '');
  throw unavailable('The region’s catalog has no image service. Start one, or set SAMPAN_HOST_IMAGE_URL.');
}
