import { driverServerOf } from '../servers/spec.ts';
import { imageOf } from './image-of.ts';
import type { Step } from './step.ts';

/** Makes the server's writable root over its layers. Only a deletion, or a fresh root, takes it away. */
export const rootStep = (): Step => ({
  name: 'root',
  downName: 'remove',
  outlivesStop: true,
  async up(walk) {
    await walk.driver.prepare(driverServerOf(walk.spec, imageOf(walk)));
  },
  async down({ driver, spec }) {
    await driver.remove(spec.id);
  },
});
