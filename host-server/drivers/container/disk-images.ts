import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rename, rm, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '../../../openapi/serve/fault.ts';
import type { Processes } from '../../process/process.ts';

const gib = 2 ** 30;

/**
 * Empty file systems of fixed sizes in sparse files: one takes some MiB until it is written to. Making one takes 30 ms and
 * copying it 5 to 10, so a copy of each size that was asked for lately lies ready, and taking it is a rename.
 */
export class DiskImages {
  readonly #processes: Processes;
  readonly #directory: string;
  readonly #templates = new Map<number, Promise<string>>();
  readonly #refills = new Set<number>();

  constructor(processes: Processes, directory: string) {
    this.#processes = processes;
    this.#directory = directory;
  }

  /** Puts an empty file system of that size at `target`, on the same file system as this directory. */
  async make(sizeGib: number, target: string): Promise<void> {
    const template = await this.#template(sizeGib);
    const spare = join(this.#directory, `spare-${sizeGib}.img`);
    const taken = await rename(spare, target).then(() => true, whenMissing(false));
    if (!taken) await this.#copy(template, target);
    void this.#refill(sizeGib, template, spare);
  }

  /**
   * Makes the file system in an image larger, also while it is mounted from a loop device. Meanwhile the image has another
   * name, so that one that was half grown when everything was killed is known, and grown to its end.
   */
  async grow(image: string, sizeGib: number, device: string | undefined): Promise<void> {
    const growing = growingName(image);
    await rename(image, growing).catch(whenMissing(undefined));
    await truncate(growing, sizeGib * gib);
    if (device === undefined) {
      // 1 says that errors were corrected.
      const { code, stdout } = await this.#processes.run(['e2fsck', '-f', '-p', growing], { timeoutMs: 600_000, allowFailure: true });
      if (code > 1) throw new Fault('start-failed', `The file system in ${growing} is damaged: ${stdout.trim()}. Repair it (e2fsck), or rebuild the server.`);
    } else {
      await this.#processes.run(['losetup', '--set-capacity', device]);
    }
    await this.#processes.run(['resize2fs', device ?? growing], { timeoutMs: 600_000 });
    await rename(growing, image);
  }

  /** What a killed copy left. */
  async tidy(): Promise<void> {
    await mkdir(this.#directory, { recursive: true, mode: 0o700 });
    const drafts = (await readdir(this.#directory)).filter(name => name.startsWith('draft-'));
    await Promise.all(drafts.map(name => rm(join(this.#directory, name), { force: true })));
  }

  #template(sizeGib: number): Promise<string> {
    const made = this.#templates.get(sizeGib) ?? this.#makeTemplate(sizeGib).catch((error: unknown) => {
      this.#templates.delete(sizeGib);
      throw error;
    });
    this.#templates.set(sizeGib, made);
    return made;
  }

  async #makeTemplate(sizeGib: number): Promise<string> {
    await mkdir(this.#directory, { recursive: true, mode: 0o700 });
    const path = join(this.#directory, `template-${sizeGib}.img`);
    const draft = this.#draft();
    await this.#processes.run(['truncate', '--size', `${sizeGib}G`, draft]);
    const options = ['lazy_itable_init=1', 'lazy_journal_init=1', 'nodiscard'].join(',');
    await this.#processes.run(['mkfs.ext4', '-F', '-q', '-m', '0', '-J', 'size=16', '-E', options, draft], { timeoutMs: 120_000 });
    await rename(draft, path);
    return path;
  }

  async #copy(template: string, target: string): Promise<void> {
    const draft = this.#draft();
    await this.#processes.run(['cp', '--sparse=always', '--reflink=auto', template, draft], { timeoutMs: 120_000 });
    await rename(draft, target);
  }

  /** Beside the work at hand. When it fails, the next disk is copied when it is asked for, and says why. */
  async #refill(sizeGib: number, template: string, spare: string): Promise<void> {
    if (this.#refills.has(sizeGib)) return;
    this.#refills.add(sizeGib);
    await this.#copy(template, spare).catch(() => undefined);
    this.#refills.delete(sizeGib);
  }

  #draft(): string {
    return join(this.#directory, `draft-${randomBytes(6).toString('hex')}`);
  }
}

export const growingName = (image: string): string => `${image}.growing`;

function whenMissing<T>(value: T): (error: NodeJS.ErrnoException) => T {
  return error => {
    if (error.code === 'ENOENT') return value;
    throw error;
  };
}
