import type { Attachment, Driver } from '../drivers/driver.ts';
import type { ServerImage, ServerSpec } from '../servers/spec.ts';

/**
 * One step on the way between nothing and a running server. Both directions are idempotent and may be killed at any
 * instant; `down` is safe without `up`. The order of all steps is one array, `servers/steps.ts`.
 */
export interface Step {
  /** The phase that `up` is reported as. */
  readonly name: string;
  /** The phase that `down` is reported as. */
  readonly downName: string;
  /** Whether there is anything to do for such a walk; a step without this is always walked. */
  applies?(walk: UpWalk): boolean;
  /**
   * The part of `up` that needs nothing of the steps before it: begun with the walk, so that it runs beside them, and ended
   * before `up`. Idempotent too, and taken back by `down`.
   */
  ahead?(walk: UpWalk): Promise<void>;
  /** What it answers goes into the phase's detail. */
  up(walk: UpWalk): Promise<PhaseDetail | void>;
  /** What it made stays when the server is only stopped. */
  readonly outlivesStop?: true;
  /** When the guest is not waited for, `down` needs nothing of the other steps nor they of it: it begins with the walk, and ends with it. */
  readonly downAhead?: true;
  /** Absent when there is nothing to take back. */
  down?(walk: DownWalk): Promise<PhaseDetail | void>;
}

export type PhaseDetail = Record<string, unknown>;

interface Walk {
  readonly spec: ServerSpec;
  readonly driver: Driver;
  /** Aborted when a newer generation came, or the host-server stops: waiting may end early, work on the machine may not. */
  readonly signal: AbortSignal;
}

/** A walk up. Steps leave there what later steps need. */
export interface UpWalk extends Walk {
  image?: ServerImage;
  attachment?: Attachment;
  /** What runs is to get its spec's size. */
  readonly resize?: boolean;
  /** Ports that it was made with and is to have no more. */
  readonly gonePorts?: readonly string[];
  /** Of a set that runs: the ended members that are to be started; all of them unless given. */
  readonly members?: readonly string[] | undefined;
  /** 0 to 100 of the step at hand. */
  progress(percent: number): void;
}

export interface DownWalk extends Walk {
  /** `stopped` keeps the root. */
  readonly target: 'stopped' | 'absent';
  /** Do not wait for the guest. */
  readonly hard: boolean;
  /** Aborts when a newer generation came that does not want the guest to be waited for any longer. */
  readonly hurry: AbortSignal;
}
