import type { components } from '../../../openapi/generated/sampan.ts';
import { column, list } from '../columns.ts';
import { defineCommand } from '../command.ts';

type Verdict = components['schemas']['HostVerdict'];

const columns = [
  column<Verdict>('name', 'Host', ({ name }) => name),
  column<Verdict>('fits', 'Fits', ({ fits }) => fits),
  column<Verdict>('rank', 'Rank', ({ rank }) => rank),
  column<Verdict>('refused_by', 'Refused for', (verdict) => verdict.refused_by.map(({ reason }) => reason).join(', ')),
  column<Verdict>('free', 'Free', ({ free }) => `${free.vcpus} vcpus, ${free.memory_mib} MiB, ${free.disk_gib} GiB`),
];

export default defineCommand({
  options: {
    flavor: { type: 'string', help: 'name or id', required: true },
    image: { type: 'string', help: 'name or id; it says the kind and the architecture' },
    zone: { type: 'string', help: 'a zone, or zone:host' },
    group: { type: 'string', help: 'id of a server group' },
  },
  output: 'list',
  example: 'scheduler explain --flavor m1.tiny',
  async run({ cloud: open, options }) {
    const cloud = await open();
    const { flavor, image, zone, group } = options;
    const query = { flavor, ...(image === undefined ? {} : { image }), ...(zone === undefined ? {} : { zone }), ...(group === undefined ? {} : { group }) };
    return list((await cloud.sampan.call('explainPlacement', { query })).body.hosts, columns);
  },
});
