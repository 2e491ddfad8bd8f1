import { existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { describeConfig } from '../openapi/serve/config.ts';
import { isFault } from '../openapi/serve/fault.ts';
import { runService } from '../openapi/serve/lifecycle.ts';
import { createLogger } from '../openapi/serve/log.ts';
import { compose } from './compose.ts';
import { configSchema, readImageServiceConfig } from './config.ts';

const { values } = parseArgs({ options: { config: { type: 'string' }, help: { type: 'boolean', short: 'h' } } });

if (values.help) {
  process.stdout.write(['Usage: image-service [--config FILE]', '', ...describeConfig(configSchema), ''].join('\n'));
} else {
  try {
    const config = readImageServiceConfig({ env: process.env, file: values.config });
    const log = createLogger({ service: 'image-service', level: config.logLevel as 'info' });
    const service = compose(config, { log, version: productVersion() });
    await runService({ name: 'image-service', log, start: () => service.start().then(() => service) });
  } catch (error) {
    if (!isFault(error)) throw error;
    process.stderr.write(`image-service cannot start: ${error.message}\n`);
    process.exitCode = 1;
  }
}

/** package.json lies one folder up in the source tree and two in the built one. */
function productVersion(): string {
  const file = ['../package.json', '../../package.json'].map((path) => new URL(path, import.meta.url)).find((url) => existsSync(url));
  return file ? (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version : 'unknown';
}
