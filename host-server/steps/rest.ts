import type { HostNetwork } from '../network/network.ts';
import type { Step } from './step.ts';

/** Puts a server to rest that is to be paused or suspended. One whose memory goes to the disk needs no network any more. */
export const restStep = (network: HostNetwork): Step => ({
  name: 'rest',
  downName: 'rest',
  applies: ({ spec }) => spec.desired === 'paused' || spec.desired === 'suspended',
  async up({ driver, spec }) {
    if (spec.desired === 'paused') return driver.pause(spec.id);
    await driver.suspend(spec.id);
    if (driver.capabilities.suspend === 'saved') await Promise.all(spec.ports.map((port) => network.unplug(port.id)));
  },
});
