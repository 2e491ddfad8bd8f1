import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import type { Test } from 'tap';
import { describeConfig, readConfig } from '../../../openapi/serve/config.ts';

const schema = {
  listenPort: { env: 'X_PORT', type: 'int', default: '8080', min: 0, max: 65535, help: 'Port to listen on' },
  logLevel: { env: 'X_LOG', type: 'string', default: 'info', oneOf: ['debug', 'info'], help: 'How much is logged' },
  fast: { env: 'X_FAST', type: 'bool', default: 'no', help: 'Go fast' },
  region: { env: 'X_REGION', type: 'url', help: 'The region' },
  zones: { env: 'X_ZONES', type: 'list', default: '', help: 'Zones' },
  key: { env: 'X_KEY', type: 'string', optional: true, secret: true, help: 'The key' },
} as const;

async function file(t: Test, name: string, text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sampan-config-'));
  t.teardown(() => rm(folder, { recursive: true }));
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

t.test('the command line beats the environment beats the file beats the default', async (t) => {
  const path = await file(t, 'c.yaml', 'listen_port: 1\nregion: http://file/\nfast: true\nzones: [a, b]\n');
  const config = readConfig(schema, { env: { X_PORT: '2' }, file: path, overrides: { logLevel: 'debug' } });
  t.same(config, { listenPort: 2, logLevel: 'debug', fast: true, region: 'http://file', zones: ['a', 'b'], key: undefined });
  const json = await file(t, 'c.json', '{"region":"http://json"}');
  t.match(readConfig(schema, { env: {}, file: json }), { listenPort: 8080, region: 'http://json', zones: [] });
});

t.test('bad, missing and unknown keys are named', async (t) => {
  const region = { X_REGION: 'http://r' };
  const refuses = (env: Record<string, string>, message: RegExp): unknown => t.throws(() => readConfig(schema, { env }), { message });
  refuses({}, /region is missing: set X_REGION/);
  refuses({ X_REGION: 'nowhere' }, /region from X_REGION must be an absolute URL, and is "nowhere"/);
  refuses({ ...region, X_PORT: '70000' }, /listen_port from X_PORT must be a whole number from 0 to 65535/);
  refuses({ ...region, X_PORT: '1.5' }, /whole number/);
  refuses({ ...region, X_FAST: 'maybe' }, /true or false/);
  refuses({ ...region, X_LOG: 'loud' }, /one of debug, info/);
  const path = await file(t, 'c.yaml', 'regoin: http://x\n');
  t.throws(() => readConfig(schema, { env: region, file: path }), { message: /unknown keys: regoin\. Known are listen_port/ });
  t.throws(() => readConfig(schema, { env: region, file: '/nowhere/x.yaml' }), { message: /Cannot read \/nowhere\/x.yaml/ });
});

t.test('a secret may come from a file, and help shows no secrets', async (t) => {
  const path = await file(t, 'key', 's3cret\n');
  t.equal(readConfig(schema, { env: { X_REGION: 'http://r', X_KEY_FILE: path } }).key, 's3cret');
  const lines = describeConfig({ ...schema, key: { ...schema.key, default: 's3cret' } }).join('\n');
  t.match(lines, /X_PORT +Port to listen on \(int, default 8080; in the file: listen_port\)/);
  t.notMatch(lines, /s3cret/);
});
