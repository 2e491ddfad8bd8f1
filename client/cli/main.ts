import { run } from './run.ts';

const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    interrupted.abort(new Error('interrupted'));
    process.exitCode = signal === 'SIGINT' ? 130 : 143;
  });
}
// The reader may have seen enough, as in `sampan server list | head -1`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

const { env, stdin, stdout, stderr } = process;
const code = await run(process.argv.slice(2), { env, stdin, stdout, stderr, cwd: process.cwd(), signal: interrupted.signal });
process.exitCode ??= code;
