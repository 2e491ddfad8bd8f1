import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { namespacePath } from '../../host-server/network/named-namespaces.ts';
import type { Guest } from './network-lab.ts';

/** Ten echo requests a second from a guest, until `stop`, which says how many answers did not come. */
export interface Pinging {
  target: string;
  /** Resolves with the next answer that comes from now on. */
  answered: () => Promise<void>;
  stop: () => Promise<{ sent: number; lost: number }>;
}

export async function startPinging(guest: Guest, target: string): Promise<Pinging> {
  const child = spawn('nsenter', [`--net=${namespacePath(guest.namespace)}`, 'ping', '-n', '-i', '0.1', '-W', '1', target], { stdio: ['ignore', 'pipe', 'ignore'] });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const answers = (): number => said.match(/bytes from .* icmp_seq=/g)?.length ?? 0;
  const answered = async (): Promise<void> => {
    for (const [before, deadline] = [answers(), Date.now() + 60_000]; answers() === before;) {
      if (Date.now() > deadline) throw new Error(`${target} does not answer any more: ${said.slice(-500)}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  };
  await answered();
  return {
    target, answered,
    async stop() {
      await answered();
      child.kill('SIGINT');
      await once(child, 'close');
      const seen = new Set([...said.matchAll(/icmp_seq=(\d+) .*time=/g)].map((match) => Number(match[1])));
      // The interrupt may come between the last request and its answer, so that those after the last answer do not count.
      const sent = Math.max(...seen);
      return { sent, lost: sent - seen.size };
    },
  };
}
