import type { Catalog } from '../../sdk/catalog.ts';
import { column, list, longColumn } from '../columns.ts';
import { defineCommand } from '../command.ts';

type Service = Catalog[number];

const endpointsOf = ({ endpoints }: Service): object[] =>
  endpoints.map(({ region_id: region, interface: side, url }) => ({ region, interface: side, url }));

export default defineCommand({
  output: 'list',
  example: 'catalog list',
  async run({ cloud: open }) {
    const cloud = await open();
    return list(await cloud.catalog(), [
      column<Service>('name', 'Name', ({ name }) => name),
      column<Service>('type', 'Type', ({ type }) => type),
      column<Service>('public_url', 'Public URL', ({ endpoints }) => endpoints.find((endpoint) => endpoint.interface === 'public')?.url),
      longColumn<Service>('endpoints', 'Endpoints', endpointsOf),
    ]);
  },
});
