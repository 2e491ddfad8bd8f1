import { findSecurityGroup } from '../../../../sdk/find-network.ts';
import { record } from '../../../columns.ts';
import { defineCommand } from '../../../command.ts';
import { UsageError } from '../../../errors.ts';
import { ruleColumns } from './rule-columns.ts';

export default defineCommand({
  args: { group: { help: 'name or id' } },
  options: {
    ingress: { type: 'bool', help: 'about what comes in (the default)' },
    egress: { type: 'bool', help: 'about what goes out' },
    ipv6: { type: 'bool', help: 'about IPv6' },
    protocol: { type: 'string', help: 'tcp, udp, icmp, another name, or a number; any without it' },
    port: { type: 'string', value: 'n[:m]', help: 'a port, or a range of ports' },
    icmpType: { type: 'int', min: 0, help: 'of ICMP' },
    icmpCode: { type: 'int', min: 0, help: 'of ICMP' },
    remoteIp: { type: 'string', value: 'cidr', help: 'only from, or to, these addresses' },
    remoteGroup: { type: 'string', value: 'group', help: 'only from, or to, members of this group' },
    description: { type: 'string', help: 'what it is for' },
  },
  output: 'record',
  example: 'security group rule create web --protocol tcp --port 80',
  async run({ cloud: open, args, options }) {
    if (options.ingress && options.egress) throw new UsageError('--ingress and --egress exclude each other.');
    const [least, most = least] = options.port?.split(':') ?? [];
    const low = least ?? options.icmpType;
    const high = most ?? options.icmpCode;
    const cloud = await open();
    const group = await findSecurityGroup(cloud, args.group);
    const remote = options.remoteGroup === undefined ? undefined : await findSecurityGroup(cloud, options.remoteGroup);
    const rule = {
      security_group_id: group.id,
      direction: options.egress ? ('egress' as const) : ('ingress' as const),
      ethertype: options.ipv6 || options.remoteIp?.includes(':') === true ? ('IPv6' as const) : ('IPv4' as const),
      ...(options.protocol === undefined ? {} : { protocol: options.protocol }),
      ...(low === undefined ? {} : { port_range_min: low }),
      ...(high === undefined ? {} : { port_range_max: high }),
      ...(options.remoteIp === undefined ? {} : { remote_ip_prefix: options.remoteIp }),
      ...(remote ? { remote_group_id: remote.id } : {}),
      ...(options.description === undefined ? {} : { description: options.description }),
    };
    const { body } = await cloud.network.call('createSecurityGroupRules', { body: { security_group_rule: rule } });
    return record(body.security_group_rule ?? {}, ruleColumns);
  },
});
