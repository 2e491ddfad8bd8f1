import type { AnyReply } from './handler.ts';

/** Named things that a service needs to do its work; each throws when it is not well. */
export type HealthChecks = Record<string, () => Promise<void> | void>;

export interface HealthOptions {
  name: string;
  version: string;
  checks: HealthChecks;
  timeoutMs?: number;
}

/** 200 when every check passes, else 503; the body says which failed and why. */
export async function health({ name, version, checks, timeoutMs = 2000 }: HealthOptions): Promise<AnyReply> {
  const results = await Promise.all(
    Object.entries(checks).map(async ([check, run]) => [check, await outcome(run, timeoutMs)] as const),
  );
  const failing = results.some(([, result]) => result !== 'ok');
  const body = { name, status: failing ? 'failing' : 'ok', version, checks: Object.fromEntries(results) };
  return { status: failing ? 503 : 200, body };
}

async function outcome(run: () => Promise<void> | void, timeoutMs: number): Promise<string> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`no answer within ${timeoutMs} ms`), timeoutMs);
  });
  const done = (async () => run())().then(
    () => 'ok',
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
  const result = await Promise.race([done, late]);
  clearTimeout(timer);
  return result;
}
