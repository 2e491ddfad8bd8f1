import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { describeConfig } from '../openapi/serve/config.ts';
import { runService } from '../openapi/serve/lifecycle.ts';
import { createLogger } from '../openapi/serve/log.ts';
import type { LogLevel } from '../openapi/serve/log.ts';
import { composeRegion } from './compose.ts';
import { readRegionConfig, regionSchema } from './config.ts';

const { values } = parseArgs({ options: { config: { type: 'string' }, help: { type: 'boolean', short: 'h' } } });

if (values.help) {
  process.stdout.write(`region [--config FILE]\n\n${describeConfig(regionSchema).join('\n')}\n`);
} else {
  await runService({
    name: 'region',
    log: createLogger({ service: 'region', level: (process.env['SAMPAN_LOG_LEVEL'] ?? 'info') as LogLevel }),
    async start() {
      const config = readRegionConfig({ env: process.env, file: values.config });
      const log = createLogger({ service: 'region', level: config.logLevel as LogLevel });
      const region = composeRegion({ config, log, version: productVersion() });
      await region.start();
      log.info({ url: region.url }, 'the region listens');
      return region;
    },
  });
}

// From the source tree and from build/ alike, the package is found by going up.
function productVersion(): string {
  for (const up of ['../package.json', '../../package.json']) {
    try {
      return String((JSON.parse(readFileSync(new URL(up, import.meta.url), 'utf8')) as { version: unknown }).version);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
  return 'unknown';
}
