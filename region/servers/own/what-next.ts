import type { Host } from '../../hosts/host-store.ts';
import type { Server } from '../server-row.ts';

type Known = Pick<Server, 'generation' | 'ackedGeneration' | 'observedGeneration' | 'desired' | 'vmState' | 'taskState' | 'step' | 'stepSince' | 'mode' | 'condition' | 'fault'>;

/** What happens next with a server, or what to do; the first sentence matters most. Pure, so that each case is a line in a test. */
export function whatNext(server: Known, host: Pick<Host, 'state' | 'heartbeatAt'> | undefined): string[] {
  if (!host) return ['Its host is not known any more: delete the server.'];
  if (host.state === 'down') {
    return [
      `Its host has been silent since ${host.heartbeatAt ?? 'it joined'}; nothing happens until it is back, and what is wanted waits.`,
      'If the host is lost for good, an admin gives the server up with a forced deletion.',
    ];
  }
  if (server.ackedGeneration < server.generation) return ['Its host has not taken the newest order yet; it is pushed again until it has.'];
  if (server.observedGeneration < server.generation) return [working(server)];
  if (server.vmState === 'error') return ['Nothing more happens by itself. Reboot it hard to have the host try again, rebuild it, or delete it.'];
  if (server.mode === 'resized') return ['It waits for its resize to be confirmed or reverted.'];
  if (server.mode === 'soft-deleted') return ['It is deleted for good when its time is over; restore it before.'];
  if (server.vmState === 'stopped' && server.desired === 'running') {
    const code = server.condition.exitCode;
    return [`Its main process ended by itself${code === undefined ? '' : ` with code ${code}`}; it stays stopped until it is started, or its restart policy starts it.`];
  }
  return ['Nothing is to be done: it is as it is wanted.'];
}

function working({ step, stepSince, desired }: Known): string {
  const goal = desired === 'absent' ? 'to remove it' : `to have it ${desired}`;
  return step === null ? `Its host has taken the order and begins ${goal}.` : `Its host is at the step ${step}${stepSince === null ? '' : ` since ${stepSince}`}, ${goal}.`;
}
