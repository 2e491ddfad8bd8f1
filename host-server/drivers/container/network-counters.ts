import type { GuestStats } from '../guest-access.ts';

type Device = GuestStats['network'][number];

/** The devices of /proc/PID/net/dev (proc(5)) with their counters, the loopback left out. Addresses are not told there. */
export function networkCounters(text: string): Device[] {
  return text.split('\n').flatMap((line): Device[] => {
    const [, name, counters = ''] = /^\s*([^\s:]+):\s*(.*)$/.exec(line) ?? [];
    if (name === undefined || name === 'lo') return [];
    const at = counters.trim().split(/\s+/).map(Number);
    const count = (index: number): number => at[index] ?? 0;
    return [
      {
        name, mac_address: '',
        rx_bytes: count(0), rx_packets: count(1), rx_errors: count(2), rx_drop: count(3),
        tx_bytes: count(8), tx_packets: count(9), tx_errors: count(10), tx_drop: count(11),
      },
    ];
  });
}
