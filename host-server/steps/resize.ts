import { sizeOf } from '../servers/applied.ts';
import type { Step } from './step.ts';

/** Gives a server that runs another size as it runs. */
export const resizeStep = (): Step => ({
  name: 'resize',
  downName: 'resize',
  applies: ({ resize }) => resize === true,
  async up({ driver, spec }) {
    await driver.resize(spec.id, sizeOf(spec));
  },
});
