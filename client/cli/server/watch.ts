import type { Cloud } from '../../sdk/open-cloud.ts';
import { watchServers } from '../../sdk/wait-for-server.ts';
import type { ServerWatch, WaitProgress } from '../../sdk/wait-for-server.ts';
import type { Progress } from '../progress.ts';

export interface WatchContext {
  cloud: Cloud;
  options: { wait: boolean; timeout: number };
  signal: AbortSignal;
  progress: Progress;
}

/** Runs `work` with a watch that was opened before it when --wait is given, and with none otherwise. */
export async function withWatch<T>(context: WatchContext, work: (watch: ServerWatch | undefined) => Promise<T>): Promise<T> {
  const { cloud, options, signal, progress } = context;
  if (!options.wait) return work(undefined);
  const latest = new Map<string, WaitProgress>();
  const onProgress = (each: WaitProgress): void => {
    latest.set(each.name, each);
    progress.show(progressLine([...latest.values()]));
  };
  const watch = await watchServers(cloud, { timeoutMs: options.timeout * 1000, signal, onProgress });
  try {
    return await work(watch);
  } finally {
    watch.close();
    progress.clear();
  }
}

/** `web: BUILD · layers · 40 %`, and for several their number by status. */
export function progressLine(all: readonly WaitProgress[]): string {
  const [first] = all;
  if (!first) return '';
  if (all.length === 1) {
    const percent = first.percent === undefined ? undefined : `${first.percent} %`;
    return `${first.name}: ${[first.status, first.step, percent].filter((part) => part !== undefined).join(' · ')}`;
  }
  const counts = new Map<string, number>();
  for (const { status } of all) counts.set(status, (counts.get(status) ?? 0) + 1);
  return [...counts].map(([status, count]) => `${count} ${status}`).join(', ');
}
