import { damaged } from './tar-format.ts';
import type { TarEntry } from './tar-format.ts';

/**
 * What one layer's archive has made so far, as far as safety needs it: its directories and its symbolic links. Every name
 * in the archive is resolved here before it goes to the extractor, so that what the extractor is given never passes
 * through a link: whatever an archive says, it writes inside its own root.
 *
 * Paths are normal: no leading slash, no `.` or `..`; '' is the root.
 */
export class LayerTree {
  /** Directories with the attributes that they were given, to be written again when one turns opaque. */
  readonly directories = new Map<string, TarEntry>();
  #links = new Map<string, string>();

  /** Where a name of the archive ends up: links of this layer in its directories are followed inside the root. */
  resolve(name: string): string {
    const parts = normalParts(name);
    const base = parts.pop();
    if (base === undefined) return '';
    return join(this.#follow(parts, name), base);
  }

  /** Notes what is at a path now. A directory cannot become something else: the extractor would have to empty it first. */
  place(path: string, entry: TarEntry): void {
    if (entry.type === 'directory') {
      this.#links.delete(path);
      this.directories.set(path, entry);
      return;
    }
    if (path === '' || this.directories.has(path)) throw damaged(`'${shown(path)}' is a directory first and something else later`);
    // A hard link to a symbolic link is one itself.
    const link = entry.type === 'symlink' ? entry.linkName : entry.type === 'link' ? this.#links.get(entry.linkName) : undefined;
    if (link === undefined) this.#links.delete(path);
    else this.#links.set(path, link);
  }

  /** Whether everything above a path is a directory of this layer: then nothing above it can be a link. */
  isReached(path: string): boolean {
    const slash = path.lastIndexOf('/');
    return slash < 0 || this.directories.has(path.slice(0, slash));
  }

  /** The directories above a path that the archive has not mentioned, from the top. */
  missingParents(path: string): string[] {
    const missing: string[] = [];
    for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) {
      const parent = path.slice(0, at);
      if (this.directories.has(parent)) break;
      missing.unshift(parent);
    }
    return missing;
  }

  #follow(parts: string[], name: string): string {
    const rest = [...parts];
    let path = '';
    let followed = 0;
    for (let part = rest.shift(); part !== undefined; part = rest.shift()) {
      if (part === '' || part === '.') continue;
      if (part === '..') {
        path = path.slice(0, Math.max(0, path.lastIndexOf('/')));
        continue;
      }
      const next = join(path, part);
      const link = this.#links.get(next);
      if (link === undefined) {
        path = next;
        continue;
      }
      if (++followed > 40) throw damaged(`'${shown(name)}' goes through more than 40 symbolic links`);
      if (link.startsWith('/')) path = '';
      rest.unshift(...link.split('/'));
    }
    return path;
  }
}

/** A leading slash means the root of the image, as everywhere; a name that climbs is an attack. */
function normalParts(name: string): string[] {
  const parts = name.split('/').filter(part => part !== '' && part !== '.');
  if (parts.includes('..')) throw damaged(`the name '${shown(name)}' climbs with '..'`);
  return parts;
}

const join = (directory: string, name: string): string => (directory === '' ? name : `${directory}/${name}`);

/** For messages: names are the archive's, and may hold anything. */
const shown = (name: string): string => JSON.stringify(name.slice(0, 200)).slice(1, -1);
