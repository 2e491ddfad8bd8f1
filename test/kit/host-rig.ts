import { EventEmitter, once } from 'node:events';
import { tmpdir } from 'node:os';
import { pino } from 'pino';
import { FakeDriver, FakeMachine } from '../../host-server/drivers/fake/fake-driver.ts';
import type { FakeDriverOptions } from '../../host-server/drivers/fake/fake-driver.ts';
import type { LayerToSend } from '../../host-server/layers/send-layer.ts';
import type { ImageSource } from '../../host-server/layers/image-source.ts';
import { hostMigrations } from '../../host-server/migrations/index.ts';
import type { DraftReport } from '../../host-server/report/reporter.ts';
import { lookAtMachine } from '../../host-server/servers/recover.ts';
import { Reconciler } from '../../host-server/servers/reconcile.ts';
import type { RetryOptions } from '../../host-server/servers/reconcile.ts';
import { acceptSpec, findServer } from '../../host-server/servers/spec-store.ts';
import type { ServerRecord } from '../../host-server/servers/spec-store.ts';
import type { ServerSpec } from '../../host-server/servers/spec.ts';
import { stepsInOrder } from '../../host-server/servers/steps.ts';
import type { Step } from '../../host-server/steps/step.ts';
import { openDatabase } from '../../openapi/serve/db.ts';
import type { Db } from '../../openapi/serve/db.ts';
import { migrate } from '../../openapi/serve/migrate.ts';
import { FakeNetwork } from './fake-network.ts';
import type { FakeNetworkOptions } from './fake-network.ts';

export interface HostRigOptions extends Pick<FakeDriverOptions, 'behave' | 'fail' | 'suspend'> {
  networkFails?: FakeNetworkOptions['fail'];
  retry?: Partial<RetryOptions>;
  width?: number;
  images?: ImageSource;
  stopTimeoutMs?: number;
}

/**
 * The host-server's core over a machine in memory: database, driver, network and wires outlive `crash()`, which leaves the
 * old life hanging where it is and begins a new one, as a kill -9 and a restart do.
 */
export class HostRig {
  readonly db: Db;
  readonly machine = new FakeMachine();
  readonly network: FakeNetwork;
  /** Roots that were sent to the image service. */
  readonly sent: LayerToSend[] = [];
  readonly reports: DraftReport[] = [];
  /** Every step that was begun, in order: `create`, `stop`, … */
  readonly steps: string[] = [];
  driver!: FakeDriver;
  reconciler!: Reconciler;
  readonly #options: HostRigOptions;
  #unlisten: () => void = () => undefined;
  readonly #heard = new EventEmitter();
  #read = 0;
  #lives = 1;
  #bootId = 'life-1';
  #freezeAt: number | undefined;
  #frozen: (() => void) | undefined;

  static async open(options: HostRigOptions = {}): Promise<HostRig> {
    const db = openDatabase('sqlite::memory:');
    await migrate(db, hostMigrations);
    return new HostRig(db, options);
  }

  private constructor(db: Db, options: HostRigOptions) {
    this.db = db;
    this.#options = options;
    this.network = new FakeNetwork(options.networkFails ? { fail: options.networkFails } : {});
    this.#live();
  }

  /** What a region's push does. */
  async put(spec: ServerSpec): Promise<void> {
    const accepted = await acceptSpec(this.db, spec, new Date());
    if (accepted === 'new' || accepted === 'newer') this.reconciler.wake(spec.id, { generation: spec.generation, hurry: spec.desired === 'absent' || spec.hard === true });
  }

  /** Resolves when such a report was pushed since the last call that resolved. */
  async reported(isIt: (report: DraftReport) => boolean): Promise<DraftReport> {
    for (;;) {
      while (this.#read < this.reports.length) {
        const report = this.reports[this.#read++];
        if (report && isIt(report)) return report;
      }
      await once(this.#heard, 'report');
    }
  }

  async settled(): Promise<void> {
    await this.reconciler.idle();
  }

  async record(id: string): Promise<ServerRecord | undefined> {
    return findServer(this.db, id);
  }

  /** Hangs for ever when the step of that number (from 0) begins; resolves when it has. */
  freezeAtStep(number: number): Promise<void> {
    this.#freezeAt = this.steps.length + number;
    return new Promise((resolve) => {
      this.#frozen = resolve;
    });
  }

  /** Begins a new life, with a look at the machine as at every start. */
  async crash(options: { rebooted?: boolean } = {}): Promise<void> {
    this.#unlisten();
    this.#freezeAt = undefined;
    if (options.rebooted) {
      this.#bootId = `life-${++this.#lives}`;
      for (const server of this.machine.servers.values()) server.observation = { serverId: server.observation.serverId, state: 'prepared' };
      this.network.wires.clear();
    }
    this.#live();
    await this.look(true);
  }

  async look(reportAll = false): Promise<void> {
    const log = pino({ level: 'silent' });
    await lookAtMachine({ db: this.db, drivers: [this.driver], network: this.network, reconciler: this.reconciler, log, now: () => new Date() }, reportAll);
  }

  last(id: string): DraftReport | undefined {
    return this.reports.filter((report) => report.server_id === id).at(-1);
  }

  state(id: string): string {
    return this.machine.servers.get(id)?.observation.state ?? 'absent';
  }

  pid(id: string): number | undefined {
    return this.machine.servers.get(id)?.observation.pid;
  }

  async close(): Promise<void> {
    this.#unlisten();
    await this.reconciler.stop();
    for (const server of this.machine.servers.values()) clearTimeout(server.exit);
    await this.db.destroy();
  }

  #live(): void {
    const { behave, fail, suspend, retry, width, images = noImages, stopTimeoutMs = 50 } = this.#options;
    this.driver = new FakeDriver({ machine: this.machine, ...(behave ? { behave } : {}), ...(fail ? { fail } : {}), ...(suspend ? { suspend } : {}) });
    this.reconciler = new Reconciler({
      db: this.db,
      drivers: new Map([['container', this.driver]]),
      steps: stepsInOrder({ images, network: this.network, stopTimeoutMs }).map((step) => this.#watched(step)),
      reports: {
        push: (report) => {
          this.reports.push(report);
          this.#heard.emit('report');
        },
      },
      log: pino({ level: 'silent' }),
      now: () => new Date(),
      bootId: this.#bootId,
      keepRoot: { directory: tmpdir(), sendLayer: async (layer) => void this.sent.push(layer) },
      width: width ?? 8,
      retry: { firstMs: 1, maxMs: 5, tries: 3, ...retry },
    });
    const { reconciler } = this;
    this.#unlisten = this.driver.onExit((id) => reconciler.wake(id));
  }

  #watched(step: Step): Step {
    const begin = async (name: string): Promise<void> => {
      const number = this.steps.push(name) - 1;
      if (number !== this.#freezeAt) return;
      this.#frozen?.();
      await new Promise(() => undefined);
    };
    return {
      ...step,
      up: async (walk) => {
        await begin(step.name);
        return step.up(walk);
      },
      ...(step.down
        ? {
            down: async (walk) => {
              await begin(step.downName);
              return step.down?.(walk);
            },
          }
        : {}),
    };
  }
}

const noImages: ImageSource = {
  ensure: async () => Promise.resolve({ paths: ['/layers/base'], config: { Cmd: ['/bin/sleep', '1d'] }, pulledLayers: 0, pulledBytes: 0 }),
};
