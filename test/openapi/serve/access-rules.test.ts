import t from 'tap';
import { applyAccessRules, pathFits } from '../../../openapi/serve/access-rules.ts';
import type { AccessRule } from '../../../openapi/serve/access-rules.ts';
import { anonymous } from '../../../openapi/serve/policy.ts';

void t.test('patterns of paths', async (t) => {
  const table: [pattern: string, path: string, fits: boolean][] = [
    ['/v2.1/servers', '/v2.1/servers', true],
    ['/v2.1/servers', '/v2.1/servers/', true],
    ['/v2.1/servers/', '/v2.1/servers', true],
    ['/v2.1/servers', '/v2.1/servers/1', false],
    ['/v2.1/servers', '/v201/servers', false],
    ['/v2.1/servers/*', '/v2.1/servers/1', true],
    ['/v2.1/servers/*', '/v2.1/servers/1/action', false],
    ['/v2.1/servers/{server_id}/action', '/v2.1/servers/1/action', true],
    ['/v2.1/servers/{server_id}/action', '/v2.1/servers//action', false],
    ['/v2.1/**', '/v2.1/servers/1/action', true],
    ['/v2.1/**/action', '/v2.1/servers/1/action', true],
    ['/**', '/anything', true],
    ['/v2.1/(servers|flavors)', '/v2.1/servers', false],
  ];
  for (const [pattern, path, fits] of table) t.equal(pathFits(pattern, path), fits, `${pattern} ${path}`);
});

void t.test('a token with rules is good for these alone, one without for everything', async (t) => {
  const rules: AccessRule[] = [{ service: 'compute', method: 'GET', path: '/v2.1/servers' }, { service: 'image', method: 'GET', path: '/image/v2/images' }];
  const bound = { ...anonymous, token: 'x', applicationCredential: { id: 'a', name: 'ci', restricted: true, rules } };
  const compute = { service: 'compute', method: 'GET', path: '/v2.1/servers', prefix: '/compute' } as const;
  t.doesNotThrow(() => applyAccessRules(bound, compute));
  t.doesNotThrow(() => applyAccessRules(bound, { service: 'image', method: 'GET', path: '/v2/images', prefix: '/image' }), 'with the prefix in the rule');
  t.throws(() => applyAccessRules(bound, { ...compute, method: 'POST' }), { message: /do not allow POST \/v2\.1\/servers of the service compute/ });
  t.throws(() => applyAccessRules(bound, { ...compute, service: 'network' }), { message: /do not allow/ });
  t.throws(() => applyAccessRules({ ...bound, applicationCredential: { ...bound.applicationCredential, rules: [] } }, compute), { message: /do not allow/ });
  t.doesNotThrow(() => applyAccessRules(bound, { service: 'identity', method: 'GET', path: '/v3/auth/tokens', prefix: '/identity' }));
  t.doesNotThrow(() => applyAccessRules({ ...anonymous, token: 'x' }, compute));
});
