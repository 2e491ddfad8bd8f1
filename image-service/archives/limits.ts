/** What an upload may be at most; every number is a guard against archives that were made to hurt. */
export interface ArchiveLimits {
  /** Bytes of one upload as it is sent. */
  uploadBytes: number;
  /** Bytes of one layer after decompression. */
  layerBytes: number;
  /** Decompressed bytes for each compressed one, looked at once a layer is larger than `ratioFromBytes`. */
  ratio: number;
  ratioFromBytes: number;
  /** overlayfs takes 128 lower directories, and one is the server's own. */
  layers: number;
  /** A manifest, an index or an image configuration. */
  documentBytes: number;
}

const mib = 1024 * 1024;

export const defaultLimits: ArchiveLimits = {
  uploadBytes: 100 * 1024 * mib,
  layerBytes: 100 * 1024 * mib,
  ratio: 200,
  ratioFromBytes: 512 * mib,
  layers: 127,
  documentBytes: 4 * mib,
};
