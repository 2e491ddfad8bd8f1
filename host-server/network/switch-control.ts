import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Processes } from '../process/process.ts';

/** What ovs-vswitchd is told by its control socket (ovs-appctl(8)). */
export class SwitchControl {
  readonly #processes: Pick<Processes, 'run'>;
  readonly #runDir: string;

  constructor(options: { processes: Pick<Processes, 'run'>; runDir: string }) {
    this.#processes = options.processes;
    this.#runDir = options.runDir;
  }

  /** Where a packet would go, in the switch's own words. */
  trace(bridgeName: string, flow: string): Promise<string> {
    return this.#ask(['ofproto/trace', bridgeName, flow]);
  }

  /**
   * Forgets the connections of a zone, so that the next port that gets its number inherits none. Of the only datapath there
   * is: with a datapath's name Open vSwitch 3.1 refuses the request.
   */
  async forgetConnections(zone: number): Promise<void> {
    await this.#ask(['dpctl/flush-conntrack', `zone=${zone}`]);
  }

  async #ask(words: readonly string[]): Promise<string> {
    const { stdout } = await this.#processes.run(['ovs-appctl', '-t', await this.#socket(), ...words], { timeoutMs: 10_000 });
    return stdout;
  }

  /** A private switch has a fixed one; the machine's own names it by its pid. */
  async #socket(): Promise<string> {
    const fixed = join(this.#runDir, 'ovs-vswitchd.ctl');
    if (await access(fixed).then(() => true, () => false)) return fixed;
    const pid = (await readFile(join(this.#runDir, 'ovs-vswitchd.pid'), 'utf8')).trim();
    return join(this.#runDir, `ovs-vswitchd.${pid}.ctl`);
  }
}
