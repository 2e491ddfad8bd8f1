import type { Operation, ReplyBody } from '../../openapi/contracts.ts';
import { find } from './find.ts';
import type { Named } from './find.ts';
import type { Cloud } from './open-cloud.ts';

export { findNetwork, findPort } from './find.ts';

export type Subnet = ReplyBody<Operation<'network', 'getSubnet'>>['subnet'];
export type SecurityGroup = ReplyBody<Operation<'network', 'getSecurityGroup'>>['security_group'];
export type SecurityGroupRule = ReplyBody<Operation<'network', 'getSecurityGroupRule'>>['security_group_rule'];
export type Router = ReplyBody<Operation<'network', 'getRouter'>>['router'];
export type FloatingIp = ReplyBody<Operation<'network', 'getFloatingIp'>>['floatingip'];
export type QosPolicy = ReplyBody<Operation<'network', 'getQosPolicy'>>['policy'];

const identified = <Item extends { id?: string }>(item: Item): Item & { id: string } => ({ ...item, id: item.id ?? '' });

export const findSubnet = (cloud: Cloud, text: string): Promise<Subnet & Named> =>
  find('subnet', text, { all: async () => (await cloud.network.call('listSubnets')).body.subnets.map(identified) });

/** One's own groups come before those of other projects, which admins see too. */
export const findSecurityGroup = (cloud: Cloud, text: string): Promise<SecurityGroup & Named> =>
  find('security group', text, {
    all: async () => {
      const own = (await cloud.auth()).body.project?.id;
      const groups = (await cloud.network.call('listSecurityGroups')).body.security_groups.map(identified);
      const mine = groups.filter((group) => group.project_id === own);
      return mine.some(({ id, name }) => id === text || name === text) ? mine : groups;
    },
  });

export const findSecurityGroupRule = (cloud: Cloud, text: string): Promise<SecurityGroupRule & Named> =>
  find('security group rule', text, { all: async () => (await cloud.network.call('listSecurityGroupRules')).body.security_group_rules.map(identified) });

export const findRouter = (cloud: Cloud, text: string): Promise<Router & Named> =>
  find('router', text, { all: async () => (await cloud.network.call('listRouters')).body.routers.map(identified) });

/** By its address, or by its id. */
export const findFloatingIp = (cloud: Cloud, text: string): Promise<FloatingIp & Named> =>
  find('floating ip', text, {
    all: async () => (await cloud.network.call('listFloatingIps')).body.floatingips.map((floatingIp) => ({ ...identified(floatingIp), name: floatingIp.floating_ip_address ?? '' })),
  });

export const findQosPolicy = (cloud: Cloud, text: string): Promise<QosPolicy & Named> =>
  find('QoS policy', text, { all: async () => (await cloud.network.call('listQosPolicies')).body.policies.map(identified) });
