/**
 * `node build/host-server/main.js [join | purge] [--config FILE]`
 *
 *   (nothing)  runs the host-server; the first start joins with the token in SAMPAN_HOST_JOIN_TOKEN_FILE
 *   join       reads a join token from standard input, joins, and ends
 *   purge      takes everything of this host-server away from the machine
 */
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { describeConfig, readConfig } from '../openapi/serve/config.ts';
import { Fault } from '../openapi/serve/fault.ts';
import { runService } from '../openapi/serve/lifecycle.ts';
import { createLogger } from '../openapi/serve/log.ts';
import type { LogLevel } from '../openapi/serve/log.ts';
import { composeHostServer } from './compose.ts';
import { openMachine } from './compose-machine.ts';
import { hostConfigSchema } from './config.ts';
import type { HostConfig } from './config.ts';
import { joinHere } from './join-here.ts';
import { purge } from './purge.ts';

const version = '0.1.0';

try {
  await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`host-server: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

async function main(argv: string[]): Promise<void> {
  const { values, positionals } = parseArgs({ args: argv, allowPositionals: true, options: { config: { type: 'string' }, help: { type: 'boolean', short: 'h' } } });
  const verb = positionals[0] ?? 'run';
  if (values.help || !['run', 'join', 'purge'].includes(verb)) {
    process.stdout.write(`host-server [join | purge] [--config FILE]\n\n${describeConfig(hostConfigSchema).join('\n')}\n`);
    return;
  }
  const config = readConfig(hostConfigSchema, { env: process.env, file: values.config });
  const log = createLogger({ service: 'host-server', level: config.logLevel as LogLevel });
  if (verb === 'purge') return purge(config, log, openMachine);
  if (verb === 'join') {
    await joinHere(config, { log, version, joinToken: (await text(process.stdin)).trim() });
    return;
  }
  await runService({
    name: 'host-server',
    log,
    async start() {
      const host = composeHostServer(config, { log, version, openMachine, readJoinToken: () => readJoinToken(config) });
      await host.start();
      return host;
    },
  });
}

async function readJoinToken({ joinTokenFile, name }: HostConfig): Promise<string> {
  const how = `Make a token with "sampan host join-token create", put it into a file of mode 0600 and name that in SAMPAN_HOST_JOIN_TOKEN_FILE, or give it to "sampan host-server join" on standard input.`;
  if (joinTokenFile === undefined) throw new Fault('bad-request', `Host ${name} has not joined a region yet. ${how}`);
  try {
    const token = (await readFile(joinTokenFile, 'utf8')).trim();
    if (token !== '') return token;
  } catch (error) {
    throw new Fault('bad-request', `Host ${name} has not joined a region yet, and the join token cannot be read: ${(error as Error).message}. ${how}`, { cause: error });
  }
  throw new Fault('bad-request', `Host ${name} has not joined a region yet, and ${joinTokenFile} is empty. ${how}`);
}
