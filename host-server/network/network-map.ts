import type { components } from '../../openapi/generated/host.ts';

/** A whole network as the region knows it, in the contract's own words: it is stored as it came. */
export type NetworkMap = components['schemas']['NetworkMap'];

export type SubnetMap = components['schemas']['SubnetMap'];

export type PortMap = components['schemas']['PortMap'];

export type SecurityGroupMap = components['schemas']['SecurityGroupMap'];

export type SecurityGroupRule = SecurityGroupMap['rules'][number];

export type RouterMap = components['schemas']['RouterMap'];
