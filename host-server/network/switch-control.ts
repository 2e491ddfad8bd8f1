import { access, readFile } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { Fault, unavailable } from '../../openapi/serve/fault.ts';
import { JsonStream } from './json-stream.ts';

/**
 * What ovs-vswitchd is told by its control socket, in JSON-RPC 1.0 as ovs-appctl(8) does it, whose process takes ten times
 * as long as the answer.
 */
export class SwitchControl {
  readonly #runDir: string;
  readonly #timeoutMs: number;

  constructor(options: { runDir: string; timeoutMs?: number }) {
    this.#runDir = options.runDir;
    this.#timeoutMs = options.timeoutMs ?? 10_000;
  }

  /** Where a packet would go, in the switch's own words. */
  trace(bridgeName: string, flow: string): Promise<string> {
    return this.#ask('ofproto/trace', [bridgeName, flow]);
  }

  /**
   * Forgets the connections of a zone, so that the next port that gets its number inherits none. Of the only datapath there
   * is: with a datapath's name Open vSwitch 3.1 refuses the request.
   */
  async forgetConnections(zone: number): Promise<void> {
    await this.#ask('dpctl/flush-conntrack', [`zone=${zone}`]);
  }

  async #ask(method: string, params: readonly string[]): Promise<string> {
    const path = await this.#socket();
    const { result, error } = await askOnce(path, { id: 0, method, params }, this.#timeoutMs);
    if (typeof error === 'string') throw new Fault('network-failed', `Open vSwitch refused ${method} ${params.join(' ')}: ${error.trim()}`);
    return typeof result === 'string' ? result : '';
  }

  /** A private switch has a fixed one; the machine's own names it by its pid. */
  async #socket(): Promise<string> {
    const fixed = join(this.#runDir, 'ovs-vswitchd.ctl');
    if (await access(fixed).then(() => true, () => false)) return fixed;
    const pid = (await readFile(join(this.#runDir, 'ovs-vswitchd.pid'), 'utf8')).trim();
    return join(this.#runDir, `ovs-vswitchd.${pid}.ctl`);
  }
}

interface Answer {
  result?: unknown;
  error?: unknown;
}

/** One question on a connection of its own: they are rare, and a switch that was restarted is found again. */
function askOnce(path: string, question: object, timeoutMs: number): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const stream = new JsonStream();
    const socket = createConnection(path);
    const fail = (why: string): void => {
      socket.destroy();
      reject(unavailable(`ovs-vswitchd did not answer at ${path}: ${why}. Look whether it runs.`));
    };
    socket.setTimeout(timeoutMs, () => fail(`it was silent for ${timeoutMs} ms`));
    socket.on('error', (error) => fail(error.message));
    socket.on('close', () => fail('it closed the connection'));
    socket.on('data', (chunk: Buffer) => {
      try {
        const [answer] = stream.push(chunk);
        if (answer === undefined) return;
        socket.destroy();
        resolve(answer as Answer);
      } catch (error) {
        fail(String(error));
      }
    });
    socket.write(JSON.stringify(question));
  });
}
