import { unusable } from './unusable.ts';

/** What we read of an OCI image configuration (image-spec, config.md); Docker's has the same keys. */
export interface ImageConfig {
  architecture: string;
  /** As the archive claims them; the import compares them with what it computed. */
  diffIds: string[];
  /** Entrypoint, Cmd, Env, WorkingDir, User, StopSignal and whatever else the author wrote. */
  config: RuntimeConfig;
}

export type RuntimeConfig = Record<string, unknown> & {
  Entrypoint?: string[] | null;
  Cmd?: string[] | null;
  Env?: string[] | null;
  WorkingDir?: string | null;
  User?: string | null;
  StopSignal?: string | null;
};

/** Reads and checks a configuration; what a host would stumble over at start is refused here. */
export function readImageConfig(value: unknown): ImageConfig {
  const document = objectOf(value, 'The image configuration');
  const rootfs = objectOf(document['rootfs'], 'rootfs of the image configuration');
  const diffIds = rootfs['diff_ids'];
  if (!Array.isArray(diffIds) || !diffIds.every((id) => typeof id === 'string' && /^sha256:[0-9a-f]{64}$/.test(id))) {
    throw unusable('rootfs.diff_ids of the image configuration is not a list of sha256 digests.');
  }
  const os = document['os'];
  if (os !== undefined && os !== '' && os !== 'linux') throw unusable(`The image is for the operating system ${JSON.stringify(os)}; only linux runs here.`);
  const architecture = typeof document['architecture'] === 'string' && document['architecture'] !== '' ? document['architecture'] : 'unknown';
  const config = document['config'] === undefined || document['config'] === null ? {} : objectOf(document['config'], 'config of the image configuration');
  for (const key of lists) {
    const list = config[key];
    if (list !== undefined && list !== null && !(Array.isArray(list) && list.every((item) => typeof item === 'string'))) {
      throw unusable(`config.${key} of the image configuration is not a list of texts.`);
    }
  }
  for (const key of texts) {
    const text = config[key];
    if (text !== undefined && text !== null && typeof text !== 'string') throw unusable(`config.${key} of the image configuration is not a text.`);
  }
  return { architecture, diffIds: diffIds as string[], config: config as RuntimeConfig };
}

/** The configuration of an archive that has none: a shell, because an image without a command cannot be started. */
export function plainConfig(architecture: string, diffIds: readonly string[]): Buffer {
  return encodeJson({ architecture, os: 'linux', config: { Cmd: ['/bin/sh'] }, rootfs: { type: 'layers', diff_ids: diffIds } });
}

/** The bytes are what digests are made of, so there is one way to write them. */
export const encodeJson = (value: unknown): Buffer => Buffer.from(JSON.stringify(value), 'utf8');

export function objectOf(value: unknown, what: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw unusable(`${what} is not a JSON object.`);
  return value as Record<string, unknown>;
}

const lists = ['Entrypoint', 'Cmd', 'Env'];
const texts = ['WorkingDir', 'User', 'StopSignal'];
