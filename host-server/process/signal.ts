/** Sends a signal to a process; nothing happens when it has gone. */
export function signal(pid: number, name: number | NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
