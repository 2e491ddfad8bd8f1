/** The reference pages at /docs, in a real browser, served by a real region. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import t from 'tap';
import { startRegionWorld } from '../kit/region-world.ts';

const folder = mkdtempSync(join(tmpdir(), 'sampan-docs-'));
const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

t.setTimeout(120_000);
t.test('a reader finds every operation of every API, and nothing is fetched from elsewhere', async (t) => {
  const region = await startRegionWorld();
  t.teardown(() => region.stop());
  const context = await chromium.launchPersistentContext(join(folder, 'profile'), { executablePath: '/usr/bin/chromium', headless: true, args: flags });
  t.teardown(() => context.close());
  const page = await context.newPage();
  const foreign: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(region.url) && !request.url().startsWith('data:')) foreign.push(request.url());
  });
  await page.goto(`${region.url}/docs`);
  for (const [name, operation] of [['compute', 'Create servers'], ['identity', 'Get a token'], ['image', 'Upload an image'], ['network', "The networks that the project may see"], ['sampan', 'Hosts with what they have']]) {
    await page.goto(`${region.url}/docs?urls.primaryName=${name}`);
    await page.getByText(operation ?? '', { exact: false }).first().waitFor({ timeout: 20_000 });
    t.pass(`${name} shows "${operation}"`);
  }
  t.strictSame(foreign, [], 'nothing is asked of other machines');
});

t.teardown(() => rmSync(folder, { recursive: true, force: true }));
