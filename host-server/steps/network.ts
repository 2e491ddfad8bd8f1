import type { HostNetwork } from '../network/network.ts';
import { wantedPortsOf } from '../servers/spec.ts';
import type { Step } from './step.ts';

/**
 * Wires the server's ports, and takes away those that it has no more; what needs no namespace is done while the workload is
 * being made. On the way back the wires go; addresses are the region's and stay with the spec.
 */
export const networkStep = (network: HostNetwork): Step => ({
  name: 'network',
  downName: 'unplug',
  downAhead: true,
  async ahead({ spec }) {
    await Promise.all(wantedPortsOf(spec).map((wanted) => network.stage(wanted.network, wanted.port)));
  },
  async up({ spec, attachment, gonePorts = [] }) {
    if (!attachment) throw new TypeError('the create step comes before the network step');
    const { netnsPath } = attachment;
    // First, because the one that comes may get the name inside of one that goes.
    await Promise.all(gonePorts.map((portId) => network.unplug(portId)));
    await Promise.all(wantedPortsOf(spec).map((wanted, index) => network.plug(wanted.network, wanted.port, { netnsPath, index })));
  },
  async down({ spec }) {
    await Promise.all(spec.ports.map((port) => network.unplug(port.id)));
  },
});
