import { Fault } from '../../openapi/serve/fault.ts';
import { bodyOf, safeFetch } from './safe-fetch.ts';
import type { FetchRules } from './safe-fetch.ts';

export interface Source {
  bytes: AsyncIterable<Buffer>;
  /** Where the source says what it is, whatever the image was created as. */
  formats?: { containerFormat: string; diskFormat: string };
  /** Of a disk whose layers come one behind the other: their sizes in bytes. */
  diskLayers?: readonly number[];
  /** Undefined where nobody knows beforehand. */
  totalBytes: number | undefined;
}

/** The body behind a URL; only a 200 is an image. */
export async function webDownload(uri: string, rules: FetchRules, signal: AbortSignal): Promise<Source> {
  const fetched = await safeFetch(uri, rules, { signal });
  if (fetched.status !== 200) {
    fetched.body.destroy();
    throw new Fault('bad-gateway', `${fetched.url.host} answered the download with status ${fetched.status}. Check the URI.`);
  }
  const length = fetched.headers['content-length'];
  return { bytes: bodyOf(fetched, rules), totalBytes: length === undefined ? undefined : Number(length) };
}
