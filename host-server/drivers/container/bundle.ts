import { mkdir, rm, writeFile } from 'node:fs/promises';
import type { DriverServer } from '../driver.ts';
import { writeGuestFiles } from './guest-files.ts';
import type { FilterInput } from './guest-filter.ts';
import { isSeeded, setUpGuest, writeConfigFolder } from './guest-setup.ts';
import { guestUser } from './guest-user.ts';
import { readTextInRoot } from './in-root.ts';
import { findLxcfs } from './machine-facts.ts';
import type { MachineFacts } from './machine-facts.ts';
import { ociSpec, ociText } from './oci-spec.ts';
import type { IdRange } from './oci-spec.ts';
import type { PartServer } from './part.ts';
import type { ServerPaths } from './server-paths.ts';
import { stopSignal } from './stop-signal.ts';
import type { Volumes } from './volumes.ts';

export interface BundleOptions {
  facts: MachineFacts;
  volumes: Volumes;
  idRange: IdRange;
  cgroupParent: string;
  filter: FilterInput;
}

/** Writes what the runtime is given of a server whose root is mounted, and what its guest is given before the first start. */
export async function writeBundle(server: PartServer, paths: ServerPaths, options: BundleOptions): Promise<void> {
  const { facts, idRange, cgroupParent, filter } = options;
  await seedGuest(server, paths, idRange);
  const [passwd = '', group = ''] = await Promise.all(['/etc/passwd', '/etc/group'].map(file => readTextInRoot(paths.rootfs, file)));
  const [volumes, lxcfs] = await Promise.all([openVolumes(server, options.volumes), findLxcfs(), writeGuestFiles(server, paths, idRange)]);
  const spec = ociSpec({
    server,
    paths,
    user: guestUser(server.container?.user ?? server.imageConfig.User, passwd, group),
    filter,
    idRange,
    cgroupParent,
    swapLimit: facts.cgroups.swapLimit,
    openFilesMax: facts.openFilesMax,
    sources: { init: facts.init, lxcfs, volumes, configDrive: hasConfigDrive(server) ? paths.configDrive : undefined },
    stopSignal: stopSignal(server.imageConfig.StopSignal),
  });
  await mkdir(paths.sockets, { recursive: true, mode: 0o700 });
  await writeFile(paths.config, ociText(spec), { mode: 0o600 });
}

/** Once in the life of a root; the config drive is made anew each time, because what it tells of may have changed. */
async function seedGuest(server: DriverServer, paths: ServerPaths, idRange: IdRange): Promise<void> {
  if (hasConfigDrive(server)) await writeConfigFolder(paths.configDrive, server.configDrive?.() ?? new Map(), idRange.start);
  else await rm(paths.configDrive, { recursive: true, force: true });
  if (!server.guest || (await isSeeded(paths.seeded))) return;
  await setUpGuest(paths.rootfs, server.guest, idRange);
  await writeFile(paths.seeded, '');
}

/** A machine learns from it how to reach anybody; a container is told otherwise, and gets one on request. */
const hasConfigDrive = ({ guest }: DriverServer): boolean => guest?.config_drive === true;

async function openVolumes({ container, projectId = 'none' }: DriverServer, volumes: Volumes): Promise<ReadonlyMap<string, string>> {
  const names = [...new Set((container?.volumes ?? []).map(({ name }) => name))];
  return new Map(await Promise.all(names.map(async (name): Promise<[string, string]> => [name, await volumes.open(projectId, name)])));
}
