import { execFileSync } from 'node:child_process';
import t from 'tap';
import { exportLines, withoutCloud } from '../../../client/local/env.ts';
import type { LocalSecrets } from '../../../client/local/env.ts';

const person = { user: 'demo', password: "it's $HOME", project: 'demo', domain: 'Default' };
const secrets: LocalSecrets = { auth_url: 'http://127.0.0.1:8770/identity/v3', region: 'RegionOne', admin: person, demo: person };

void t.test('a shell that takes the exports knows this cloud and no other', (t) => {
  const foreign = { OS_CLOUD: 'elsewhere', OS_PROJECT_ID: 'theirs', OS_TOKEN: 'old', OS_USERNAME: 'me', PATH: process.env['PATH'] };
  const shown = execFileSync('sh', ['-c', `${exportLines(secrets, 'demo')}env`], { env: foreign, encoding: 'utf8' });
  const variables = shown.split('\n').filter((line) => line.startsWith('OS_')).sort();
  t.same(variables, [
    'OS_AUTH_URL=http://127.0.0.1:8770/identity/v3', 'OS_IDENTITY_API_VERSION=3', "OS_PASSWORD=it's $HOME", 'OS_PROJECT_DOMAIN_NAME=Default', 'OS_PROJECT_NAME=demo',
    'OS_REGION_NAME=RegionOne', 'OS_USERNAME=demo', 'OS_USER_DOMAIN_NAME=Default',
  ]);
  t.same(withoutCloud({ OS_CLOUD: 'elsewhere', HOME: '/root' }), { HOME: '/root' });
  t.end();
});
