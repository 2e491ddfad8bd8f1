/**
 * Every operation of every contract with every kind of token, over HTTP: who is let in is who docs/policy.md says. The
 * handlers are stand-ins, so what is tried is the contracts and the one place that enforces them.
 */
import t from 'tap';
import { loadContract } from '../../openapi/contracts.ts';
import { isAllowed, personas } from '../../openapi/policy-table.ts';
import { Fault } from '../../openapi/serve/fault.ts';
import type { HandlerTable } from '../../openapi/serve/handler.ts';
import { createLogger } from '../../openapi/serve/log.ts';
import { createMetrics } from '../../openapi/serve/metrics.ts';
import { listOperations } from '../../openapi/serve/operations.ts';
import { createServer } from '../../openapi/serve/serve.ts';
import { createTokenVerifier } from '../../openapi/serve/token.ts';
import type { TokenClaims } from '../../openapi/serve/token.ts';
import { testIssuer } from '../openapi/fixture.ts';

const contractNames = ['identity', 'compute', 'network', 'image', 'sampan', 'host'] as const;
const issuer = testIssuer();
const tokens = new Map(
  personas.map(({ name, auth }) => {
    const scope: Partial<TokenClaims> = {
      ...(auth.projectId !== null && { proj: { id: 'p', name: 'p', dom: { id: 'default', name: 'Default' } } }),
      ...(auth.domainId !== null && { dom: { id: 'default', name: 'Default' } }),
      ...(auth.system && { sys: true as const }),
    };
    return [name, auth.token === '' ? undefined : issuer.issue({ proj: undefined as never, ...scope, roles: auth.roles })];
  }),
);

for (const name of contractNames) {
  void t.test(`${name}: each operation lets in those whom its policy names, and nobody else`, async (t) => {
    const contract = loadContract(name);
    const operations = listOperations(contract);
    const reached: HandlerTable = Object.fromEntries(
      operations.map(({ id }) => [id, () => {
        throw new Fault('conflict', 'reached');
      }]),
    );
    const server = createServer({
      ...{ name, version: '0', listen: { host: '127.0.0.1', port: 0 }, authUrl: 'http://127.0.0.1/identity/v3', mounts: [{ contract, prefix: '', handlers: reached }] },
      ...{ verifier: createTokenVerifier({ keys: issuer.keys }), log: createLogger({ service: 'test', level: 'silent' }), metrics: createMetrics() },
    });
    await server.start();
    t.teardown(() => server.stop(100));
    const wrong: string[] = [];
    for (const operation of operations) {
      const path = operation.path.replaceAll(/\{[^}]+\}/g, '0');
      await Promise.all(
        personas.map(async (persona) => {
          const token = tokens.get(persona.name);
          const response = await fetch(`${server.url}${path}`, { method: operation.method, redirect: 'manual', headers: token === undefined ? {} : { 'X-Auth-Token': token } });
          await response.arrayBuffer();
          // Let in, a request may still be told that its body is missing.
          const isIn = response.status !== 401 && response.status !== 403;
          if (isIn !== isAllowed(operation, persona)) wrong.push(`${operation.id} as ${persona.name}: ${response.status}`);
          if (!isIn && response.status !== (token === undefined ? 401 : 403)) wrong.push(`${operation.id} as ${persona.name} is refused with ${response.status}`);
        }),
      );
    }
    t.same(wrong, []);
  });
}

void t.test('what must never be open is not', async (t) => {
  const allowed = (contract: (typeof contractNames)[number], id: string): string[] => {
    const operation = listOperations(loadContract(contract)).find((one) => one.id === id);
    if (!operation) throw new Error(`there is no ${id}`);
    return personas.filter((persona) => isAllowed(operation, persona)).map(({ name }) => name);
  };
  t.same(allowed('identity', 'rotateKeys'), ['admin', 'system admin']);
  t.same(allowed('sampan', 'createJoinToken'), ['admin', 'system admin']);
  t.same(allowed('sampan', 'reportServers'), ['host']);
  t.same(allowed('sampan', 'heartbeatHost'), ['host']);
  t.same(allowed('host', 'putServer'), ['service']);
  t.same(allowed('compute', 'createServer'), ['member', 'manager', 'admin']);
  t.same(allowed('compute', 'updateQuotaSet'), ['admin', 'system admin']);
  const open = contractNames.flatMap((name) => listOperations(loadContract(name)).filter(({ policy }) => policy === 'public').map(({ id }) => id));
  t.same(open.sort(), [
    'changePassword', 'getComputeVersion', 'getIdentityVersion', 'getLimitModel', 'issueToken', 'joinHost', 'listComputeVersions', 'listIdentityVersions', 'listImageVersions',
    'listKeys', 'listNetworkVersions', 'listRevocations', 'openAttachment', 'showImageVersions',
  ], 'everything else takes a token');
});
