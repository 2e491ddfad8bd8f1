/**
 * How long a program inside a container takes that does nothing: `POST exec` of /bin/true at a real host-server, one after
 * the other.
 *
 *   node --import=tsx test/bench/exec.ts [ROUNDS]
 *
 * Prints one JSON line, milliseconds.
 */
import { openRealHost } from '../kit/real-host.ts';
import { median, round } from './figures.ts';

const rounds = Number(process.argv[2] ?? 50);
const host = await openRealHost();
try {
  await host.start();
  const spec = host.specAt(11);
  await host.push(spec);
  await host.region.reported(spec, 'running', 60_000);
  const client = host.client();
  const times: number[] = [];
  for (let index = 0; index < rounds + 3; index += 1) {
    const started = performance.now();
    await client.call('runHostExec', { path: { id: spec.id }, body: { command: ['/bin/true'] } });
    if (index >= 3) times.push(performance.now() - started);
  }
  client.close();
  process.stdout.write(`${JSON.stringify({ bench: 'exec-true', rounds, median_ms: round(median(times)), best_ms: round(Math.min(...times)), worst_ms: round(Math.max(...times)) })}\n`);
} finally {
  await host.close();
}
