import type { Migration } from '../../openapi/serve/migrate.ts';
import { serversAndLayers } from './0001-servers-and-layers.ts';

export const hostMigrations: readonly Migration[] = [serversAndLayers];
