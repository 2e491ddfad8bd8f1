import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { promisify } from 'node:util';
import t from 'tap';
import type { Test } from 'tap';
import { createClient } from '../../../openapi/call/call.ts';
import { trustedAuthorities } from '../../../openapi/call/trust.ts';
import { loadContract } from '../../../openapi/contracts.ts';
import type { HandlerTable } from '../../../openapi/serve/handler.ts';
import { createMetrics } from '../../../openapi/serve/metrics.ts';
import { listOperations } from '../../../openapi/serve/operations.ts';
import { createServer } from '../../../openapi/serve/serve.ts';
import type { ApiServer } from '../../../openapi/serve/serve.ts';
import { tlsFilesOf } from '../../../openapi/serve/tls.ts';
import type { TlsFiles } from '../../../openapi/serve/tls.ts';
import { trustingVerifier } from '../../kit/trusting-verifier.ts';
import { capturedLog } from '../fixture.ts';

const run = promisify(execFile);

/** A certificate that signs itself, for 127.0.0.1. */
async function makePair(files: TlsFiles, commonName: string): Promise<void> {
  const args = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-subj', `/CN=${commonName}`, '-addext', 'subjectAltName=IP:127.0.0.1'];
  await run('openssl', [...args, '-keyout', files.keyFile, '-out', files.certFile], { timeout: 20_000 });
}

async function filesFor(t: Test): Promise<TlsFiles> {
  const folder = await mkdtemp(join(tmpdir(), 'sampan-tls-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  return { certFile: join(folder, 'cert.pem'), keyFile: join(folder, 'key.pem') };
}

interface Served {
  server: ApiServer;
  lines: () => Record<string, unknown>[];
}

async function serve(t: Test, options: { host?: string; tls?: TlsFiles } = {}): Promise<Served> {
  const contract = loadContract('host');
  const handlers: HandlerTable = Object.fromEntries(listOperations(contract).map(({ id }) => [id, () => ({ status: 200, body: { servers: [] } })]));
  const captured = capturedLog();
  const server = createServer({
    ...{ name: 'test', version: '0', listen: { host: options.host ?? '127.0.0.1', port: 0 }, authUrl: 'http://127.0.0.1/identity/v3', tls: options.tls, tlsReloadMs: 20 },
    ...{ mounts: [{ contract, prefix: '', handlers }], verifier: trustingVerifier, log: captured.log, metrics: createMetrics() },
  });
  await server.start();
  t.teardown(() => server.stop(100));
  return { server, lines: captured.lines };
}

/** Whose certificate a new connection is shown. */
const subjectAt = (url: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port: Number(new URL(url).port), rejectUnauthorized: false }, () => {
      resolve(String(socket.getPeerCertificate().subject.CN));
      socket.destroy();
    });
    socket.once('error', reject);
  });

void t.test('a listener with a certificate speaks HTTPS, and clients trust it by a file of authorities', async (t) => {
  const files = await filesFor(t);
  await makePair(files, 'first');
  const { server } = await serve(t, { tls: files });
  t.match(server.url, /^https:\/\/127\.0\.0\.1:\d+$/);
  const tokens = { token: () => Promise.resolve('x'), invalidate: () => undefined };
  const trusting = createClient('host', { baseUrl: server.url, tokens, retries: 0, ca: trustedAuthorities(files.certFile) });
  const doubting = createClient('host', { baseUrl: server.url, tokens, retries: 0 });
  t.teardown(() => [trusting, doubting].forEach((client) => client.close()));
  t.same((await trusting.call('listHostServers')).body, { servers: [] });
  await t.rejects(doubting.call('listHostServers'), { code: 'unavailable', message: /not trusted here.*OS_CACERT/ });
});

void t.test('a new certificate is taken without a restart, and one that does not fit its key is not', async (t) => {
  const files = await filesFor(t);
  await makePair(files, 'first');
  const { server, lines } = await serve(t, { tls: files });
  t.equal(await subjectAt(server.url), 'first');
  const until = async (wanted: string, when: () => boolean | Promise<boolean>): Promise<void> => {
    const limit = Date.now() + 5000;
    while (!(await when())) {
      if (Date.now() > limit) throw new Error(`Waited 5 s for ${wanted}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  };
  const other = await filesFor(t);
  await makePair(other, 'stranger');
  await run('cp', [other.keyFile, files.keyFile]);
  await until('a complaint', () => lines().some(({ level }) => level === 'warn'));
  t.equal(await subjectAt(server.url), 'first', 'a key without its certificate changes nothing');
  await run('cp', [other.certFile, files.certFile]);
  await until('the new certificate', async () => (await subjectAt(server.url)) === 'stranger');
  t.equal(lines().filter(({ level }) => level === 'warn').length, 1, 'said once');
});

void t.test('plain HTTP is warned of where other machines can reach it', async (t) => {
  t.match((await serve(t, { host: '0.0.0.0' })).lines(), [{ level: 'warn', msg: /plain HTTP/ }]);
  t.same((await serve(t)).lines(), []);
});

void t.test('half a configuration, and files that are no certificates, are refused with their names', async (t) => {
  t.throws(() => tlsFilesOf({ tlsCertFile: '/a' }), { message: /tls_cert_file and tls_key_file go together/ });
  t.equal(tlsFilesOf({}), undefined);
  const files = await filesFor(t);
  await t.rejects(serve(t, { tls: files }), { message: /Cannot use the certificate .*cert\.pem/ });
  await writeFile(files.certFile, 'nothing');
  t.throws(() => trustedAuthorities(files.certFile), { message: /holds no certificate/ });
  t.throws(() => trustedAuthorities('/nowhere/ca.pem'), { message: /nowhere/ });
});
