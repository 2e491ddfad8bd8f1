import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import t from 'tap';

interface Outcome {
  code: number | null;
  out: string;
  err: string;
}

/** Runs a service of one line in a process of its own, and sends it a signal once it says that it is ready. */
async function runChild(start: string, signal?: NodeJS.Signals): Promise<Outcome> {
  const kit = new URL('../../../openapi/serve/', import.meta.url);
  const source = `
    import { runService } from '${new URL('lifecycle.ts', kit).href}';
    import { createLogger } from '${new URL('log.ts', kit).href}';
    import { Fault } from '${new URL('fault.ts', kit).href}';
    await runService({ name: 'probe', log: createLogger({ service: 'probe' }), start: ${start} });
  `;
  const child = spawn(process.execPath, ['--import=tsx', '--input-type=module', '--eval', source], { stdio: ['ignore', 'pipe', 'pipe'], timeout: 30_000 });
  if (signal) child.stdout.on('data', (chunk: Buffer) => void (chunk.includes('is ready') && child.kill(signal)));
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close') as Promise<[number | null]>]);
  return { code, out, err };
}

t.test('a service stops in good order when asked, and says why when it cannot start or falls', async (t) => {
  const timer = 'const timer = setInterval(() => {}, 1000);';
  const [stopped, refused, fallen] = await Promise.all([
    runChild(`async () => { ${timer} return { stop: async () => { clearInterval(timer); process.stderr.write('let go'); } }; }`, 'SIGTERM'),
    runChild(`async () => { throw new Fault('bad-request', 'Configuration x is missing.\\n  Set it.'); }`),
    runChild(`async () => { ${timer} setImmediate(() => Promise.reject(new Error('oops'))); return { stop: async () => {} }; }`),
  ]);
  t.match(stopped, { code: 0, err: 'let go', out: /probe is ready[^]*probe stops[^]*probe has stopped/ });
  t.match(refused, { code: 1, err: 'probe cannot start: Configuration x is missing. Set it.\n' });
  t.match(fallen, { code: 70, out: /"level":"fatal"[^]*oops[^]*unhandled rejection/ });
});
