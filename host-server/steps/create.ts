import { driverServerOf } from '../servers/spec.ts';
import { imageOf } from './image-of.ts';
import type { Step } from './step.ts';

/** Makes the workload, not yet running, so that its network can be plugged in. Stopping it is the start step's way back. */
export const createStep = (): Step => ({
  name: 'create',
  downName: 'create',
  async up(walk) {
    const { members } = walk;
    walk.attachment = await walk.driver.create({ ...driverServerOf(walk.spec, imageOf(walk)), ...(members === undefined ? {} : { wantedMembers: members }) });
  },
});
