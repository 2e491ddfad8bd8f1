import type { Migration } from '../../openapi/serve/migrate.ts';
import { serversAndLayers } from './0001-servers-and-layers.ts';
import { layerUse } from './0002-layer-use.ts';
import { applied } from './0010-applied.ts';
import { machineImages } from './0020-machine-images.ts';
import { commands } from './0030-commands.ts';
import { networkMaps } from './0040-network-maps.ts';

export const hostMigrations: readonly Migration[] = [serversAndLayers, layerUse, applied, machineImages, commands, networkMaps];
