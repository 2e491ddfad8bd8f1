import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { defaultCapabilities } from './guest-process.ts';
import { ociSeccomp, readEngineProfile } from './seccomp.ts';
import type { OciSeccomp } from './seccomp.ts';

/** What a guest may ask of the kernel. */
export interface FilterInput {
  seccomp: OciSeccomp;
  /** What that was compiled to before, in base64. */
  compiled?: string | undefined;
}

/** crun(1): the filter as the kernel takes it, in base64, instead of one that is compiled of `linux.seccomp`. */
export const compiledFilterAnnotation = 'run.oci.seccomp_bpf_data';

/**
 * The filter of all guests. A runtime needs 13 ms to compile it, in each create, and the result is the same as long as the
 * profile is: so it is taken from the first container that crun makes, and given to those that follow. With the next life
 * of the host-server it is compiled anew.
 */
export class GuestFilter {
  readonly #profilePath: string;
  #source: string | undefined;
  #base64: string | undefined;

  constructor(profilePath = '/usr/share/containers/seccomp.json') {
    this.#profilePath = profilePath;
  }

  /** Read for each create: it costs less than a millisecond, and a missing profile must hinder no stop and no removal. */
  async read(): Promise<FilterInput> {
    const seccomp = ociSeccomp(await readEngineProfile(this.#profilePath), process.arch, defaultCapabilities);
    return { seccomp, compiled: this.#source === JSON.stringify(seccomp) ? this.#base64 : undefined };
  }

  /** @param stateFolder crun's, of a container that it has just made with that filter; a crun that keeps none there compiles each time */
  async keep({ seccomp, compiled }: FilterInput, stateFolder: string): Promise<void> {
    if (compiled !== undefined) return;
    const base64 = await readFile(join(stateFolder, 'seccomp.bpf'), 'base64').catch(whenMissing);
    if (base64 === '') return;
    this.#base64 = base64;
    this.#source = JSON.stringify(seccomp);
  }
}

function whenMissing(error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOENT') return '';
  throw error;
}
