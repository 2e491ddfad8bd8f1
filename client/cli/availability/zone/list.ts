import type { Operation, ReplyBody } from '../../../../openapi/contracts.ts';
import { column, list } from '../../columns.ts';
import { defineCommand } from '../../command.ts';

type Zone = ReplyBody<Operation<'compute', 'listAvailabilityZones'>>['availabilityZoneInfo'][number];

const zoneColumns = [
  column<Zone>('name', 'Name', ({ zoneName }) => zoneName),
  column<Zone>('available', 'Available', ({ zoneState }) => zoneState.available),
];

export default defineCommand({
  output: 'list',
  example: 'availability zone list',
  async run({ cloud: open }) {
    const cloud = await open();
    return list((await cloud.compute.call('listAvailabilityZones')).body.availabilityZoneInfo, zoneColumns);
  },
});
