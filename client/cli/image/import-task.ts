import { setTimeout as pause } from 'node:timers/promises';
import type { Body, Operation } from '../../../openapi/contracts.ts';
import { Fault } from '../../../openapi/serve/fault.ts';
import type { Cloud } from '../../sdk/open-cloud.ts';
import type { Image } from '../../sdk/pages.ts';
import type { Io } from '../command.ts';
import { UsageError } from '../errors.ts';
import type { Progress } from '../progress.ts';
import { transferLine } from './transfer.ts';

export type ImportMethod = Body<Operation<'image', 'importImage'>>['method'];

export const ociPullOf = (ref: string, username: string | undefined, env: Io['env']): ImportMethod => ({ name: 'oci-pull', ref, ...loginOf(username, env) });

/** For a registry. The password is not taken from the command line, where everyone on this machine could read it. */
export function loginOf(username: string | undefined, env: Io['env']): { username?: string; password?: string } {
  if (username === undefined) return {};
  const password = env['SAMPAN_REGISTRY_PASSWORD'];
  if (password === undefined) throw new UsageError('--username needs the password in SAMPAN_REGISTRY_PASSWORD: on the command line everyone on this machine could read it.');
  return { username, password };
}

/** Creates the image and has it imported; answers its id. A record whose import did not begin goes away again. */
export async function beginImport(cloud: Cloud, body: Body<Operation<'image', 'createImage'>>, method: ImportMethod): Promise<string> {
  const { id } = (await cloud.image.call('createImage', { body })).body;
  try {
    await cloud.image.call('importImage', { path: { id }, body: { method } });
  } catch (error) {
    await cloud.image.call('deleteImage', { path: { id } }).catch(() => undefined); // The first failure says more.
    throw error;
  }
  return id;
}

export const pollMs = 500;

/** Shows how far it is, until the image is there. */
export async function waitForImport(cloud: Cloud, id: string, progress: Progress, signal: AbortSignal): Promise<Image> {
  const started = Date.now();
  for (;;) {
    const { body: image } = await cloud.image.call('getImage', { path: { id }, signal });
    if (image.status === 'active') return image;
    if (image.status !== 'importing') throw new Fault('image-unusable', `The import of ${image.name ?? id} failed: ${image.status_reason ?? `it is ${image.status}`}`);
    const [task] = (await cloud.image.call('listImageTasks', { path: { id }, signal })).body.tasks;
    if (task) progress.show(transferLine({ what: `${image.name ?? id} (${task.phase})`, bytes: task.bytes_done, totalBytes: task.bytes_total ?? undefined, elapsedMs: Date.now() - started }));
    await pause(pollMs, undefined, { signal });
  }
}
