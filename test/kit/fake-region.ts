/**
 * A region as a host-server sees it: identity (real signed tokens), join, heartbeats and reports, all by the contract.
 * A test can let it be away, lose answers, and read what it was told.
 */
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { createClient } from '../../openapi/call/call.ts';
import type { Client } from '../../openapi/call/call.ts';
import { loadContract } from '../../openapi/contracts.ts';
import type { Body, ContractName, Operation } from '../../openapi/contracts.ts';
import { Fault, unauthorized, unavailable } from '../../openapi/serve/fault.ts';
import type { HandlerTable, Mount } from '../../openapi/serve/handler.ts';
import { importKeySet } from '../../openapi/serve/keys.ts';
import { createLogger } from '../../openapi/serve/log.ts';
import { createMetrics } from '../../openapi/serve/metrics.ts';
import { createServer } from '../../openapi/serve/serve.ts';
import type { ApiServer } from '../../openapi/serve/serve.ts';
import { createTokenVerifier } from '../../openapi/serve/token.ts';
import type { ServerReport, ServerSpec } from '../../host-server/servers/spec.ts';

type Heartbeat = Body<Operation<'sampan', 'heartbeatHost'>>;

export interface FakeRegionOptions {
  /** Handlers of the image contract, served at /image and listed in the catalog. */
  images?: HandlerTable;
}

export class FakeRegion {
  readonly joinTokens = new Set(['join-token-0123456789']);
  readonly hostId = randomUUID();
  readonly reports: ServerReport[] = [];
  readonly heartbeats: Heartbeat[] = [];
  /** What the next heartbeats are answered, besides the interval. */
  unreported: string[] = [];
  unknown: string[] = [];
  refused: string[] = [];
  /** Every call of the sampan face is answered 503. */
  away = false;
  /** Takes reports (or a join) and loses the answer, this many times. */
  loseAnswers = 0;
  #server!: ApiServer;
  readonly #password = randomUUID();
  readonly #kid = randomUUID();
  readonly #keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  readonly #waiting = new Set<() => void>();

  static async open(options: FakeRegionOptions = {}): Promise<FakeRegion> {
    const region = new FakeRegion();
    const jwk = { ...region.#keys.publicKey.export({ format: 'jwk' }), kid: region.#kid, use: 'sig', alg: 'ES256' };
    const keySet = importKeySet({ keys: [jwk] });
    const mounts: Mount[] = [
      mountOf('identity', '/identity', region.#identity(jwk)),
      mountOf('sampan', '/sampan', region.#sampan()),
      ...(options.images ? [mountOf('image', '/image', options.images)] : []),
    ];
    region.#server = createServer({
      name: 'fake-region',
      version: '0',
      listen: { host: '127.0.0.1', port: 0 },
      authUrl: 'http://127.0.0.1/identity/v3',
      mounts,
      verifier: createTokenVerifier({ keys: { get: (kid) => Promise.resolve(keySet.get(kid)) } }),
      log: createLogger({ service: 'fake-region', level: 'silent' }),
      metrics: createMetrics(),
      validateResponses: true,
    });
    await region.#server.start();
    return region;
  }

  get url(): string {
    return this.#server.url;
  }

  async close(): Promise<void> {
    await this.#server.stop(100);
  }

  /** What a region shows a host. */
  serviceToken(): string {
    return this.#sign('region', ['service']);
  }

  /** Pushes as the region does. */
  hostClient(baseUrl: string): Client<'host'> {
    return createClient('host', { baseUrl, tokens: { token: () => Promise.resolve(this.serviceToken()), invalidate: () => undefined }, retries: 0, timeoutMs: 5_000 });
  }

  last(id: string): ServerReport | undefined {
    return this.reports.filter((report) => report.server_id === id).at(-1);
  }

  /** Resolves when a report of that server and generation came; fails after `timeoutMs`. */
  async reported({ id, generation }: Pick<ServerSpec, 'id' | 'generation'>, status?: string, timeoutMs = 20_000): Promise<ServerReport> {
    const fits = (): ServerReport | undefined =>
      this.reports.findLast((report) => report.server_id === id && report.observed_generation >= generation && (status === undefined || report.status === status));
    return this.until(fits, timeoutMs, () => `server ${id} generation ${generation} ${status ?? ''}: ${JSON.stringify(this.last(id))}`);
  }

  /** Looks again whenever something came. */
  async until<T>(look: () => T | undefined | false | Promise<T | undefined | false>, timeoutMs = 20_000, what: () => string = () => 'it'): Promise<T> {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const found = await look();
      if (found !== undefined && found !== false) return found;
      if (Date.now() > deadline) throw new Error(`waited in vain for ${what()}`);
      await this.#something(Math.min(200, deadline - Date.now()));
    }
  }

  #something(atMostMs: number): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(done);
        resolve();
      };
      const timer = setTimeout(done, Math.max(1, atMostMs));
      this.#waiting.add(done);
    });
  }

  #sign(userId: string, roles: string[]): string {
    const now = Math.trunc(Date.now() / 1000);
    const claims = {
      iss: 'sampan', sub: userId, name: userId, udom: { id: 'default', name: 'Default' },
      proj: { id: 'service', name: 'service', dom: { id: 'default', name: 'Default' } },
      roles, methods: ['password'], aud_ids: [randomUUID()], iat: now, exp: now + 3600, jti: randomUUID(),
    };
    return jwt.sign(claims, this.#keys.privateKey, { algorithm: 'ES256', keyid: this.#kid });
  }

  #identity(jwk: object): HandlerTable {
    return {
      listKeys: () => ({ status: 200, body: { keys: [jwk] } }),
      listRevocations: () => ({ status: 200, body: { events: [], cursor: 0 } }),
      issueToken: (call) => {
        const { user } = (call.body as { auth: { identity: { password?: { user: { id?: string; password: string } } } } }).auth.identity.password ?? {};
        if (user?.id !== 'host-user' || user.password !== this.#password) throw unauthorized('The credential is wrong.');
        const endpoint = { id: 'e1', interface: 'public', region: 'RegionOne', region_id: 'RegionOne', url: `${this.url}/image` };
        const token = {
          methods: ['password'], user: { id: 'host-user', name: 'host', domain: { id: 'default', name: 'Default' } }, audit_ids: ['a'],
          issued_at: new Date().toISOString(), expires_at: new Date(Date.now() + 3_600_000).toISOString(),
          catalog: [{ id: 'image', type: 'image', name: 'sampan-image', endpoints: [endpoint] }],
        };
        return { status: 201, body: { token }, headers: { 'X-Subject-Token': this.#sign('host-user', ['host', 'reader']) } };
      },
    };
  }

  #sampan(): HandlerTable {
    return {
      joinHost: (call) => {
        this.#beThere();
        const { join_token: token } = call.body as { join_token: string };
        if (!this.joinTokens.delete(token)) throw unauthorized('The join token is not known, was used, or has expired.');
        this.#maybeLose();
        return { status: 201, body: { host_id: this.hostId, credential: { user_id: 'host-user', password: this.#password, project_id: 'service' } } };
      },
      heartbeatHost: (call) => {
        this.#beThere();
        this.heartbeats.push(call.body as Heartbeat);
        this.#tell();
        return { status: 200, body: { missing: [], unreported: this.unreported, unknown: this.unknown, interval_ms: 100 } };
      },
      reportServers: (call) => {
        this.#beThere();
        const { reports } = call.body as { reports: ServerReport[] };
        this.reports.push(...reports);
        this.#maybeLose();
        this.#tell();
        return { status: 200, body: { accepted: reports.length, refused: this.refused } };
      },
    };
  }

  #beThere(): void {
    if (this.away) throw unavailable('The region is away.');
  }

  #maybeLose(): void {
    if (this.loseAnswers === 0) return;
    this.loseAnswers -= 1;
    throw new Fault('bad-gateway', 'The answer got lost.');
  }

  #tell(): void {
    for (const done of [...this.#waiting]) done();
  }
}

/** A mount of only what is handled. The contract itself is everybody's, so what is left out is left out of a copy. */
function mountOf(name: ContractName, prefix: string, handlers: HandlerTable): Mount {
  const contract = loadContract(name);
  const idOf = (part: unknown): string | undefined => (part as { operationId?: string }).operationId;
  const paths = Object.entries(contract.paths).flatMap(([path, item]) => {
    const kept = Object.entries(item).filter(([, part]) => handlers[idOf(part) ?? ''] || idOf(part) === undefined);
    return kept.some(([, part]) => idOf(part) !== undefined) ? [[path, Object.fromEntries(kept)] as const] : [];
  });
  return { contract: { ...contract, paths: Object.fromEntries(paths) }, prefix, handlers };
}
