import type { Db } from '../openapi/serve/db.ts';
import type { components } from '../openapi/generated/host.ts';
import type { CommandJournal } from './commands/journal.ts';
import type { Driver } from './drivers/driver.ts';
import type { HostNetwork } from './network/network.ts';
import type { Sequence } from './report/sequence.ts';
import type { SnapshotSender } from './commands/snapshot.ts';
import type { ReportSink } from './report/reporter.ts';
import type { Machine } from './machine.ts';
import type { Reconciler } from './servers/reconcile.ts';

/** What the host's operations work with. */
export interface HostCore {
  db: Db;
  drivers: ReadonlyMap<string, Driver>;
  network: Pick<HostNetwork, 'setMap' | 'dropMap' | 'trace'>;
  reconciler: Pick<Reconciler, 'wake' | 'sync' | 'isBusy' | 'stepOf'>;
  commands: CommandJournal;
  snapshots: SnapshotSender;
  /** An exec or a console in which nothing moves for so long is ended. */
  execIdleMs: number;
  volumes: Machine['volumes'];
  reports: ReportSink;
  sequence: Sequence;
  info: () => Promise<components['schemas']['HostInfo']>;
  now: () => Date;
}
