/** The launcher's verbs that need more than a shell: up, down, status, env. */
import { localCloud } from './cloud.ts';
import { down } from './down.ts';
import { printEnv } from './env.ts';
import { status } from './status.ts';
import { up } from './up.ts';

const help: Record<string, string> = {
  up: `Usage: sampan up [--no-demo]

Installs what is missing, builds, starts the region, the image service and the host-server on this machine, brings in a
small busybox image, creates a container server in the project "demo", waits for it and pings it. Can be run again at any
time: what runs already is left alone.

  --no-demo   start the cloud without image and server

Environment: SAMPAN_NAME (default sampan; with another name and port a second cloud stands beside the first), SAMPAN_PORT
(first of three ports on 127.0.0.1, default 8770), SAMPAN_HOME (state, default /var/lib/NAME), SAMPAN_RUN (default /run/NAME),
SAMPAN_NETWORK_POOL (addresses of projects' own networks, which this machine reaches; default 10.128.0.0/10: another for a second cloud).
`,
  down: `Usage: sampan down [--purge]

Stops the three services. Servers go on running, and "sampan up" finds them again.

  --purge   also end and delete every server of this machine's cloud, its network, images, accounts and data
`,
  status: 'Usage: sampan status\n\nSays which services run, and what they manage. Exit code 1 when one does not.\n',
  env: 'Usage: eval "$(sampan env admin|demo)"\n\nPrints OS_* exports for a user of this machine\'s cloud, for the sampan and the openstack client.\n',
};

const [verb = '', ...args] = process.argv.slice(2);
const verbs = { up, down, status, env: printEnv };
try {
  if (args.includes('--help') || args.includes('-h')) process.stdout.write(help[verb] ?? '');
  else if (Object.hasOwn(verbs, verb)) process.exitCode = await verbs[verb as keyof typeof verbs](localCloud(process.env), args);
  else {
    process.stderr.write(`Unknown verb ${verb}: up, down, status or env.\n`);
    process.exitCode = 2;
  }
} catch (error) {
  process.stderr.write(`sampan ${verb} failed: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
