import { notFound } from '../../openapi/serve/fault.ts';
import type { HandlerOf } from '../../openapi/serve/handler.ts';
import type { HostCore } from '../core.ts';
import { reportOf } from '../servers/converge.ts';
import { findServer } from '../servers/spec-store.ts';

/** Callers give up after 30 s; what is not done by then is reported when it is. */
const patienceMs = 20_000;

export const syncServer =
  (core: () => HostCore): HandlerOf<'host', 'syncServer'> =>
  async ({ path, body }) => {
    const { db, reconciler, sequence, now } = core();
    if (!(await findServer(db, path.id))) throw notFound('server', path.id);
    await endsWithin(reconciler.sync(path.id, body?.repair ?? false), patienceMs);
    const record = await findServer(db, path.id);
    if (!record) throw notFound('server', path.id);
    return { status: 200, body: { ...reportOf(record), sequence: sequence.next(), observed_at: now().toISOString() } };
  };

async function endsWithin(work: Promise<void>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work, late]);
  clearTimeout(timer);
}
