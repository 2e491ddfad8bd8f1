import type { FixedIp, NetworkSpec, Route } from './network.ts';

/**
 * The routes inside a guest's first device carry the default ones, one a family; each subnet's own routes go with its
 * device. A spec that says nothing of gateways means the network's own.
 */
export function insideRoutes(network: Pick<NetworkSpec, 'gatewayIp'>, fixedIps: readonly FixedIp[], index: number): Route[] {
  const own = fixedIps.flatMap((fixed) => fixed.routes ?? []);
  if (index > 0) return own;
  const gateways = fixedIps.some((fixed) => fixed.gatewayIp !== undefined) ? fixedIps.flatMap((fixed) => fixed.gatewayIp ?? []) : [network.gatewayIp ?? []].flat();
  const four = gateways.find((address) => !address.includes(':'));
  const six = gateways.find((address) => address.includes(':'));
  return [
    ...own.filter(({ destination }) => destination !== '0.0.0.0/0' || four === undefined),
    ...(four === undefined ? [] : [{ destination: '0.0.0.0/0', nexthop: four }]),
    ...(six === undefined ? [] : [{ destination: '::/0', nexthop: six }]),
  ];
}
