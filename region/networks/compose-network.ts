import type { Handlers } from '../../openapi/serve/handler.ts';
import { agentHandlers } from './agent-handlers.ts';
import { availabilityHandlers } from './availability-handlers.ts';
import { getExtension, listExtensions, listNetworkResources, listNetworkVersions } from './discover-network.ts';
import { floatingIpHandlers } from './floating/floating-ip-handlers.ts';
import { groupHandlers } from './group-handlers.ts';
import { networkHandlers } from './network-handlers.ts';
import { portHandlers } from './port-handlers.ts';
import type { PortParts } from './port-handlers.ts';
import { policyHandlers } from './qos/policy-handlers.ts';
import { bandwidthHandlers } from './qos/rule-handlers.ts';
import { quotaHandlers } from './quota-handlers.ts';
import { interfaceHandlers } from './routers/interface-handlers.ts';
import { routerHandlers } from './routers/router-handlers.ts';
import { ruleHandlers } from './rule-handlers.ts';
import { subnetHandlers } from './subnet-handlers.ts';
import { tagHandlers } from './tag-handlers.ts';

/** The whole network API, by resource. */
export const composeNetwork = (parts: PortParts): Handlers<'network'> => ({
  listNetworkVersions,
  listNetworkResources,
  listExtensions,
  getExtension,
  ...networkHandlers(parts),
  ...subnetHandlers(parts),
  ...portHandlers(parts),
  ...groupHandlers(parts),
  ...ruleHandlers(parts),
  ...routerHandlers(parts),
  ...interfaceHandlers(parts),
  ...floatingIpHandlers(parts),
  ...policyHandlers(parts),
  ...bandwidthHandlers(parts),
  ...quotaHandlers(parts),
  ...tagHandlers(parts),
  ...agentHandlers(parts),
  ...availabilityHandlers(parts),
});
