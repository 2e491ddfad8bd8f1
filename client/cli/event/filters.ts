import { findServer } from '../../sdk/find.ts';
import type { Cloud } from '../../sdk/open-cloud.ts';
import type { OptionTable } from '../command.ts';

export const eventOptions = {
  server: { type: 'string', help: 'only of this server, by name or id' },
  after: { type: 'int', value: 'id', min: 0, help: 'only after the event with this id' },
  allProjects: { type: 'bool', help: 'of all projects (admins)' },
} as const satisfies OptionTable;

export interface EventQuery {
  server_id?: string;
  after?: number;
  all_projects?: boolean;
}

/** The contract's query from a command's options. Events outlive their servers, so an id is taken as it is. */
export async function eventQuery(cloud: Cloud, options: { server: string | undefined; after: number | undefined; allProjects: boolean }): Promise<EventQuery> {
  const { server, after, allProjects } = options;
  const isId = server !== undefined && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(server);
  return {
    ...(server === undefined ? {} : { server_id: isId ? server : (await findServer(cloud, server)).id }),
    ...(after === undefined ? {} : { after }),
    ...(allProjects ? { all_projects: true } : {}),
  };
}
