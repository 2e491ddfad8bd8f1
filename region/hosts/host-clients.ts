import { createClient } from '../../openapi/call/call.ts';
import type { Client } from '../../openapi/call/call.ts';
import type { TokenSource } from '../../openapi/call/token-source.ts';

export interface HostClients {
  /** The client of a host, kept as long as the host stays at its address. */
  of(host: { id: string; url: string }): Client<'host'>;
  close(): void;
}

export interface HostClientsOptions {
  /** Tokens with the role service, good at that host only. */
  tokensFor: (hostId: string) => TokenSource;
  /** Authorities that hosts' certificates are held against. */
  ca?: string[] | undefined;
  timeoutMs?: number;
}

/** Clients by which the region calls its hosts, one a host. */
export function createHostClients({ tokensFor, ca, timeoutMs = 5000 }: HostClientsOptions): HostClients {
  const clients = new Map<string, { url: string; client: Client<'host'> }>();
  return {
    of({ id, url }) {
      const known = clients.get(id);
      if (known?.url === url) return known.client;
      known?.client.close();
      const client = createClient('host', { baseUrl: url, tokens: tokensFor(id), timeoutMs, retries: 0, userAgent: 'sampan-region', ca });
      clients.set(id, { url, client });
      return client;
    },
    close() {
      for (const { client } of clients.values()) client.close();
      clients.clear();
    },
  };
}
