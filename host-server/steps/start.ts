import type { Step } from './step.ts';

/** Lets the server run; on the way back it gets `stopTimeoutMs` to end by itself, unless it is deleted or stopped hard. */
export const startStep = (stopTimeoutMs: number): Step => ({
  name: 'start',
  downName: 'stop',
  async up({ driver, spec }) {
    await driver.start(spec.id);
  },
  async down({ driver, spec, target, hard, hurry }) {
    await driver.stop(spec.id, hard || target === 'absent' ? 0 : stopTimeoutMs, hurry);
  },
});
