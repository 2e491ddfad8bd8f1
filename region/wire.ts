import type { components as HostComponents } from '../openapi/generated/host.ts';
import type { components as SampanComponents } from '../openapi/generated/sampan.ts';

/** The contract's own types under the names by which the region calls them. */
export type ServerSpec = HostComponents['schemas']['ServerSpec'];
export type NetworkSpec = HostComponents['schemas']['NetworkSpec'];
export type NetworkMap = HostComponents['schemas']['NetworkMap'];
export type PortSpec = HostComponents['schemas']['PortSpec'];
export type SetMember = NonNullable<ServerSpec['members']>[number];
export type ServerReport = SampanComponents['schemas']['ServerReport'];
export type WireFault = SampanComponents['schemas']['Fault'];
export type Phase = SampanComponents['schemas']['Phase'];
export type Kind = SampanComponents['schemas']['Kind'];
export type HostCapacity = SampanComponents['schemas']['HostCapacity'];
export type EventView = SampanComponents['schemas']['Event'];
export type ActionView = SampanComponents['schemas']['Action'];
export type HostView = SampanComponents['schemas']['Host'];
export type ServerView = SampanComponents['schemas']['ServerView'];
