import { column, list } from '../columns.ts';
import { defineCommand } from '../command.ts';

interface Limit {
  name: string;
  used: number | undefined;
  limit: number | undefined;
}

const limitColumns = [
  column<Limit>('name', 'Name', ({ name }) => name),
  column<Limit>('used', 'Used', ({ used }) => used),
  column<Limit>('limit', 'Limit', ({ limit }) => limit),
];

// Nova pairs `maxTotalCores` with `totalCoresUsed`, and so on (Compute API, "Show Rate And Absolute Limits").
const pairs = [
  ['instances', 'totalInstancesUsed', 'maxTotalInstances'],
  ['cores', 'totalCoresUsed', 'maxTotalCores'],
  ['ram_mib', 'totalRAMUsed', 'maxTotalRAMSize'],
  ['server_groups', 'totalServerGroupsUsed', 'maxServerGroups'],
] as const;

export default defineCommand({
  output: 'list',
  example: 'limits',
  async run({ cloud: open }) {
    const cloud = await open();
    const { absolute } = (await cloud.compute.call('getLimits', { query: {} })).body.limits;
    return list(pairs.map(([name, used, limit]) => ({ name, used: absolute[used], limit: absolute[limit] })), limitColumns);
  },
});
