/** The line that uptime(1) prints, which clients take apart: time, time since boot, users, load. */
export function uptimeLine(now: Date, bootedAt: string, loadAverage: readonly number[]): string {
  const minutes = Math.max(0, Math.floor((now.getTime() - Date.parse(bootedAt)) / 60_000));
  const days = Math.floor(minutes / 1440);
  const clock = `${Math.floor((minutes % 1440) / 60)}:${String(minutes % 60).padStart(2, '0')}`;
  const since = days === 0 ? clock : `${days} day${days === 1 ? '' : 's'}, ${clock}`;
  return ` ${now.toISOString().slice(11, 19)} up ${since},  0 users,  load average: ${loadAverage.map((load) => load.toFixed(2)).join(', ')}`;
}
