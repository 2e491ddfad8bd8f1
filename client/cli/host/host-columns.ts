import type { Host } from '../../sdk/find.ts';
import { column, longColumn } from '../columns.ts';

export const hostColumns = [
  column<Host>('id', 'ID', ({ id }) => id),
  column<Host>('name', 'Name', ({ name }) => name),
  column<Host>('state', 'State', ({ state }) => state),
  column<Host>('enabled', 'Enabled', ({ enabled }) => enabled),
  column<Host>('servers', 'Servers', ({ servers }) => servers),
  column<Host>('claimed', 'Claimed', ({ claimed }) => claimed),
  column<Host>('capacity', 'Capacity', ({ capacity }) => capacity),
  longColumn<Host>('kinds', 'Kinds', ({ kinds }) => kinds),
  longColumn<Host>('architecture', 'Architecture', ({ architecture }) => architecture),
  longColumn<Host>('url', 'URL', ({ url }) => url),
  longColumn<Host>('version', 'Version', (host) => host.version),
  longColumn<Host>('disabled_reason', 'Why disabled', (host) => host.disabled_reason),
  longColumn<Host>('joined_at', 'Joined', (host) => host.joined_at),
  longColumn<Host>('heartbeat_at', 'Last heard of', (host) => host.heartbeat_at),
];
