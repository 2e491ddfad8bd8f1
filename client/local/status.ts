import type { LocalCloud } from './cloud.ts';
import { isHealthy, runningPid } from './daemons.ts';

/** `sampan status`: one line a service; exit code 1 unless all of them answer. */
export async function status(cloud: LocalCloud): Promise<number> {
  let allWell = true;
  for (const service of cloud.services) {
    const pid = runningPid(service);
    const healthy = await isHealthy(service);
    allWell &&= healthy;
    const words = healthy ? 'answers' : pid === undefined ? 'does not run' : 'runs, but does not answer';
    process.stdout.write(`${service.name.padEnd(14)} ${words.padEnd(26)} ${service.url}${pid === undefined ? '' : `  pid ${pid}`}  log ${service.logFile}\n`);
  }
  if (!allWell) process.stdout.write('\nStart what does not run with: sampan up\n');
  return allWell ? 0 : 1;
}
