import type { ImageConfig, MachineImage } from '../drivers/driver.ts';

/** Where a server's layers come from. */
export interface ImageSource {
  /**
   * Answers when every layer of the chain is on this host, extracted and verified. Throws `layer-failed` or
   * `image-unusable`; when `signal` aborts it throws the signal's reason, and a pull that nobody waits for ends.
   */
  ensure(image: { imageId: string; layerId: string }, options: EnsureOptions): Promise<LocalImage>;
}

export interface EnsureOptions {
  signal: AbortSignal;
  /** For which server: its layers stay on the host for as long as it does. */
  serverId?: string;
  /** 0 to 100, of bytes. */
  onProgress?: (percent: number) => void;
}

export interface LocalImage {
  /** Extracted layers from the base to the top. */
  paths: string[];
  config: ImageConfig;
  /** Of an image for machines. */
  machine?: MachineImage;
  /** What this call, or the one it joined, had to fetch. */
  pulledLayers: number;
  pulledBytes: number;
}
