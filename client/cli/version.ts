import { readFileSync } from 'node:fs';

/** From package.json, which lies two folders up in the source tree and three in the built one. */
export function version(): string {
  for (const place of ['../../package.json', '../../../package.json']) {
    const found = versionAt(new URL(place, import.meta.url));
    if (found !== undefined) return found;
  }
  return 'unknown';
}

function versionAt(url: URL): string | undefined {
  try {
    const { name, version: found } = JSON.parse(readFileSync(url, 'utf8')) as { name?: string; version?: string };
    return name === 'sampan' ? found : undefined;
  } catch {
    return undefined; // Not here: the other place has it.
  }
}
