import type { SecurityGroup, SecurityGroupRule } from '../../../region/networks/group-store.ts';
import { plainNetwork } from '../../../region/networks/network-store.ts';
import type { Network } from '../../../region/networks/network-store.ts';
import { plainPort } from '../../../region/networks/port-store.ts';
import type { Port } from '../../../region/networks/port-store.ts';
import type { Router } from '../../../region/networks/routers/router-store.ts';
import type { Subnet } from '../../../region/networks/subnet-store.ts';

/** Rows of the network tables as pure functions get them, ordinary but for what a test says. */
const standard = { projectId: 'p', name: 'demo', description: '', createdAt: '', updatedAt: '', revision: 1 };

export const uuid = (number: number): string => `${number.toString(16).padStart(8, '0')}-1111-4222-8333-444455556666`;

export const networkRow = (change: Partial<Network> = {}): Network => ({ ...plainNetwork, ...standard, id: uuid(1), segment: 1, mtu: 1450, ...change });

export const subnetRow = (change: Partial<Subnet> = {}): Subnet => ({
  ...standard, id: uuid(2), networkId: uuid(1), ipVersion: 4, cidr: '10.0.0.0/24', gatewayIp: '10.0.0.1', enableDhcp: true, ipv6RaMode: null, ipv6AddressMode: null,
  pools: [{ start: '10.0.0.2', end: '10.0.0.254' }], nameservers: [], hostRoutes: [], serviceTypes: [], ...change,
});

export const portRow = (change: Partial<Port> = {}): Port => ({ ...plainPort, ...standard, id: uuid(3), networkId: uuid(1), macAddress: 'fa:16:3e:00:00:01', ...change });

export const groupRow = (change: Partial<SecurityGroup> = {}): SecurityGroup => ({ ...standard, id: uuid(4), stateful: true, isDefault: false, ...change });

export const ruleRow = (change: Partial<SecurityGroupRule> = {}): SecurityGroupRule => ({
  ...standard, id: uuid(5), groupId: uuid(4), direction: 'ingress', ethertype: 'IPv4', protocol: null, portRangeMin: null, portRangeMax: null, remoteIpPrefix: null, remoteGroupId: null, ...change,
});

export const routerRow = (change: Partial<Router> = {}): Router => ({ ...standard, id: uuid(6), adminStateUp: true, macAddress: 'fa:16:3e:00:00:99', gatewayNetworkId: null, enableSnat: true, routes: [], ...change });
