/** A whole region in process with stand-ins for its neighbours, and clients of an admin and of a demo user. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '../../openapi/call/call.ts';
import type { Client } from '../../openapi/call/call.ts';
import { passwordTokens } from '../../openapi/call/token-source.ts';
import type { IdentityTokenSource } from '../../openapi/call/token-source.ts';
import { createLogger } from '../../openapi/serve/log.ts';
import { composeRegion } from '../../region/compose.ts';
import type { Region } from '../../region/compose.ts';
import { readRegionConfig } from '../../region/config.ts';
import { createPasswordHasher } from '../../region/identity/password-hash.ts';
import { startFakeHost } from './fake-host.ts';
import type { FakeHost, FakeHostOptions } from './fake-host.ts';
import { fakeContainerImage, startFakeImages } from './fake-image.ts';
import type { FakeImageService } from './fake-image.ts';
import { regionSchema } from './region-schema.ts';

export interface Person {
  tokens: IdentityTokenSource;
  compute: Client<'compute'>;
  network: Client<'network'>;
  sampan: Client<'sampan'>;
}

export interface RegionWorld {
  region: Region;
  url: string;
  images: FakeImageService;
  imageId: string;
  admin: Person;
  demo: Person;
  secretsFile: string;
  /** Another person of the region, or the same at another process of it. */
  person(who: 'admin' | 'demo', regionUrl?: string): Promise<Person>;
  host(options?: Partial<Omit<FakeHostOptions, 'regionUrl' | 'joinToken'>>): Promise<FakeHost>;
  /** Another region process on the same database and secrets; PostgreSQL only. */
  second(): Promise<Region>;
  /** Waits on the event stream until `when` answers something. */
  until<T>(when: () => Promise<T | undefined | false>, what: string): Promise<T>;
  stop(): Promise<void>;
}

export interface WorldOptions {
  databaseUrl?: string;
  config?: Record<string, string>;
}

export async function startRegionWorld(options: WorldOptions = {}): Promise<RegionWorld> {
  const folder = await mkdtemp(join(tmpdir(), 'sampan-region-'));
  const imageId = 'a0b1c2d3-1111-4222-8333-444455556666';
  const images = await startFakeImages([fakeContainerImage(imageId, 'busybox')]);
  const config = readRegionConfig({
    env: {},
    overrides: {
      listen: '127.0.0.1:0', stateDir: folder, imageUrl: images.url, validateResponses: 'true', heartbeatMs: '200', hostDownMs: '10000', logLevel: 'silent',
      ...(options.databaseUrl === undefined ? {} : { databaseUrl: options.databaseUrl }),
      ...options.config,
    },
  });
  // A database of the test's own has what it has.
  if (options.databaseUrl === undefined) await regionSchema.copyTo(config.databaseUrl.slice('sqlite:'.length));
  const log = createLogger({ service: 'region', level: process.env['TEST_LOG'] ? 'info' : 'silent' });
  const regions: Region[] = [];
  const people: Person[] = [];
  const hosts: FakeHost[] = [];
  const begin = async (): Promise<Region> => {
    const region = composeRegion({ config, log, version: '0', hasher: createPasswordHasher({ costLog2: 10 }) });
    await region.start();
    regions.push(region);
    return region;
  };
  const region = await begin();

  const person = async (who: 'admin' | 'demo', regionUrl = region.url): Promise<Person> => {
    const secrets = JSON.parse(await readFile(config.secretsFile, 'utf8')) as Record<string, { user: string; password: string; project: string }>;
    const { user, password, project } = secrets[who] ?? { user: '', password: '', project: '' };
    const tokens = passwordTokens({ authUrl: `${regionUrl}/identity/v3`, userName: user, password, projectName: project });
    const client = <N extends 'compute' | 'network' | 'sampan'>(name: N): Client<N> => createClient(name, { baseUrl: `${regionUrl}/${name}`, tokens, timeoutMs: 10_000 });
    const made = { tokens, compute: client('compute'), network: client('network'), sampan: client('sampan') };
    people.push(made);
    return made;
  };
  const admin = await person('admin');
  const demo = await person('demo');

  return {
    region,
    url: region.url,
    images,
    imageId,
    admin,
    demo,
    secretsFile: config.secretsFile,
    person,
    async host(hostOptions = {}) {
      const { body } = await admin.sampan.call('createJoinToken', { body: {} });
      const host = await startFakeHost({ name: `host-${hosts.length + 1}`, ...hostOptions, regionUrl: region.url, joinToken: body.join_token });
      hosts.push(host);
      return host;
    },
    second: begin,
    async until(when, what) {
      const limit = Date.now() + 20_000;
      let cursor = 0;
      for (;;) {
        const found = await when();
        if (found !== undefined && found !== false) return found;
        if (Date.now() > limit) throw new Error(`Waited 20 s for ${what}`);
        cursor = await nextEvent(admin, cursor);
      }
    },
    async stop() {
      await Promise.all(hosts.map((host) => host.stop()));
      for (const one of people) for (const client of [one.compute, one.network, one.sampan]) client.close();
      for (const one of regions.reverse()) await one.stop();
      await images.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The cursor after the next event, or after half a second: some of what tests wait for is no event. */
async function nextEvent(admin: Person, after: number): Promise<number> {
  const abort = new AbortController();
  const { body } = await admin.sampan.stream('streamEvents', { query: { after, all_projects: true }, signal: abort.signal });
  // Destroying the body alone would leave the reader below waiting for the next bytes.
  const limit = setTimeout(() => abort.abort(), 500);
  let text = '';
  try {
    for await (const chunk of body) {
      text += String(chunk);
      const id = [...text.matchAll(/^id: (\d+)$/gm)].at(-1)?.[1];
      if (id !== undefined) return Number(id);
    }
    return after;
  } catch (error) {
    if (abort.signal.aborted) return after;
    throw error;
  } finally {
    clearTimeout(limit);
    abort.abort();
    body.destroy();
  }
}
