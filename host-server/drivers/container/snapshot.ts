import { createWriteStream } from 'node:fs';
import { mkdir, rm, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { packLayer } from '../../layers/pack-layer.ts';
import type { Processes } from '../../process/process.ts';
import type { LayerFile } from '../driver.ts';
import type { IdRange } from './oci-spec.ts';

/** Writes what is in an upper directory as the tar archive of one layer. Nothing may be written there meanwhile. */
export async function writeChanges(processes: Processes, upper: string, target: string, idRange: IdRange): Promise<LayerFile> {
  // Of a server that never ran there is nothing to tell, and that is a layer too.
  await mkdir(upper, { recursive: true });
  const argv = [
    'tar', '-C', upper, '--create', '--format=posix', '--pax-option=delete=atime,delete=ctime', '--xattrs', '--xattrs-include=*',
    '--numeric-owner', '--sort=name', '--warning=no-file-ignored', '.',
  ];
  const archive = await processes.open(argv, { timeoutMs: 3_600_000 });
  try {
    archive.stream.end();
    await pipeline(archive.stream, source => packLayer(source as AsyncIterable<Buffer>, { idShift: idRange.start, idCount: idRange.size }), createWriteStream(target, { flags: 'wx', mode: 0o600 }));
    await archive.done;
  } catch (error) {
    archive.stream.destroy();
    await archive.done.catch(() => undefined);
    await rm(target, { force: true });
    throw error;
  }
  return { format: 'tar', size: (await stat(target)).size };
}
