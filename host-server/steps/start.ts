import type { Step } from './step.ts';

/**
 * Lets the server run, or run on when it rests and is no longer to. On the way back it gets its spec's time to end by
 * itself, else `stopTimeoutMs`, unless it is deleted or stopped hard.
 */
export const startStep = (stopTimeoutMs: number): Step => ({
  name: 'start',
  downName: 'stop',
  async up({ driver, spec }) {
    const { state } = await driver.observe(spec.id);
    if (state === 'paused' && spec.desired === 'running') await driver.resume(spec.id);
    else await driver.start(spec.id);
  },
  async down({ driver, spec, target, hard, hurry }) {
    const patienceMs = spec.stop_timeout_s === undefined ? stopTimeoutMs : spec.stop_timeout_s * 1000;
    await driver.stop(spec.id, hard || target === 'absent' ? 0 : patienceMs, hurry);
  },
});
