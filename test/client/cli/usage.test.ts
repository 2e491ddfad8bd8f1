import t from 'tap';
import { registry } from '../../../client/cli/registry.ts';
import { startFakeCloud } from '../fake-cloud.ts';
import { sampan } from '../sampan.ts';

t.test('the command line itself', async (t) => {
  const cloud = await startFakeCloud();
  t.teardown(() => cloud.stop());

  await t.test('the help lists every noun by group and the launcher\'s own verbs', async (t) => {
    const { code, out } = await sampan(cloud, ['--help']);
    t.equal(code, 0);
    for (const { path } of registry) t.match(out, new RegExp(`^  ${path.split(' ')[0] ?? ''} `, 'm'));
    for (const verb of ['up', 'down', 'status', 'doctor', 'test', 'env', 'region', 'image-service', 'host-server']) t.match(out, new RegExp(`^  ${verb} `, 'm'));
  });

  await t.test('every command has a help with an example that begins with itself, and needs no credentials for it', async (t) => {
    for (const { path } of registry) {
      const { code, out } = await sampan(cloud, [...path.split(' '), '--help'], { env: { OS_AUTH_URL: undefined } });
      t.equal(code, 0, path);
      t.match(out, `Example:\n  sampan ${path}`, path);
    }
  });

  await t.test('help NOUN VERB is the same as NOUN VERB --help', async (t) => {
    t.equal((await sampan(cloud, ['help', 'server', 'create'])).out, (await sampan(cloud, ['server', 'create', '--help'])).out);
  });

  const wrong: [name: string, args: string[], words: RegExp][] = [
    ['an unknown noun', ['serve', 'list'], /unknown command 'serve'/],
    ['an unknown verb', ['server', 'crate'], /Did you mean create/],
    ['an unknown option', ['server', 'list', '--colour'], /unknown option '--colour'/],
    ['a missing name', ['server', 'show'], /missing required argument 'server'/],
    ['a missing option', ['server', 'create', 'web', '--image', 'x'], /--flavor/],
    ['a number that is none', ['server', 'create', 'web', '--image', 'x', '--flavor', 'y', '--count', '0'], /whole number, 1 or more/],
    ['a pair that is none', ['server', 'create', 'web', '--image', 'x', '--flavor', 'y', '--property', 'k'], /KEY=VALUE/],
    ['a format that is none', ['flavor', 'list', '-f', 'xml'], /Allowed choices are table, json, yaml, value/],
    ['a change of nothing', ['project', 'set', 'demo'], /Nothing to change/],
    ['two that exclude each other', ['image', 'set', 'busybox', '--public', '--private'], /exclude each other/],
    ['no words at all', [], /Usage: sampan/],
  ];
  for (const [name, args, words] of wrong) {
    await t.test(`${name} is exit code 2`, async (t) => {
      const { code, out, err } = await sampan(cloud, args);
      t.equal(code, 2);
      t.match(err, words);
      t.equal(out, '');
    });
  }

  await t.test('what is not there is exit code 3, with a suggestion', async (t) => {
    const { code, err } = await sampan(cloud, ['server', 'show', 'nobody']);
    t.equal(code, 3);
    t.match(err, /No server found with the name or id nobody\.\nReason: .*\nSuggestion: see sampan server list\.\n/);
  });

  await t.test('a refusal of the service is exit code 1, with its request id', async (t) => {
    cloud.compute.add('web');
    const { code, err } = await sampan(cloud, ['server', 'start', 'web']);
    t.equal(code, 1);
    t.match(err, /^sampan: Cannot 'start' instance .*\n(Reason: .*\n)?Request id: req-[0-9a-f-]{36}\n$/);
  });

  await t.test('no credentials: the variables that are missing are named', async (t) => {
    const { code, err } = await sampan(cloud, ['server', 'list'], { env: { OS_AUTH_URL: undefined, OS_PASSWORD: undefined } });
    t.equal(code, 1);
    t.match(err, /OS_AUTH_URL, OS_PASSWORD not set/);
    t.match(err, /Suggestion: set the OS_\* variables/);
  });

  await t.test('a wrong password is said so, and is not shown', async (t) => {
    const { code, err } = await sampan(cloud, ['token', 'issue', '--debug'], { env: { OS_PASSWORD: 'not-the-right-one' } });
    t.equal(code, 1);
    t.match(err, /requires authentication/);
    t.notMatch(err, /not-the-right-one/);
  });

  await t.test('--debug prints method, URL, status, request id and time, and no token', async (t) => {
    const { err } = await sampan(cloud, ['flavor', 'list', '--debug']);
    t.match(err, /^POST http:\/\/127\.0\.0\.1:\d+\/identity\/v3\/auth\/tokens 201 req-[0-9a-f-]{36} \d+ ms$/m);
    t.match(err, /^GET http:\/\/127\.0\.0\.1:\d+\/compute\/v2\.1\/flavors\/detail 200 req-\S+ \d+ ms$/m);
    t.notMatch(err, /eyJ/);
  });

  await t.test('the completion knows nouns, verbs and options', async (t) => {
    const { out } = await sampan(cloud, ['completion', 'bash']);
    t.match(out, "'server') words='create list show");
    t.match(out, "'host join-token') words='create'");
    t.match(out, /'server create'\) words='--image --flavor [^']*--wait --timeout --format --column --help'/);
  });

  await t.test('global options stand before or after the command', async (t) => {
    for (const args of [['--os-region-name', 'Nowhere', 'flavor', 'list'], ['flavor', 'list', '--os-region-name', 'Nowhere']]) {
      const { code, err } = await sampan(cloud, args);
      t.equal(code, 1);
      t.match(err, /Cannot find the public endpoint of the service compute in the region Nowhere\.\nReason: .*RegionOne/);
    }
  });
});
