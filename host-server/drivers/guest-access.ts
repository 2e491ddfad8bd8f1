import type { Duplex, Readable } from 'node:stream';
import type { components } from '../../openapi/generated/host.ts';

/**
 * What a driver can do inside a server that runs, beside running programs (`Driver.exec`). A container is entered from its
 * host, a VM through its guest agent; who lacks it is refused with `guest-agent-missing`, what a kind cannot do at all with
 * `not-supported`.
 */
export interface GuestAccess {
  /** The server's files. Closed by the caller. */
  files(serverId: string): Promise<GuestFiles>;

  /** Replaces a user's password by its crypt(3) hash; user id 0 unless named. Answers whose it was. */
  setPassword(serverId: string, password: { user?: string | undefined; hash: string }): Promise<string>;

  /** Counters of now; `at` and the network's addresses are the caller's to add. */
  stats(serverId: string): Promise<GuestStats>;

  /** A way to talk with the server's console. */
  openConsole(serverId: string, type: ConsoleType): Promise<GuestConsole>;
}

export type ConsoleType = 'serial' | 'vnc';

export interface GuestConsole {
  /** Bytes both ways; destroying it takes the connection away and leaves the server as it is. */
  stream: Duplex;
  /** Where the console has a size that can be changed. */
  resize?(columns: number, rows: number): void;
}

export type GuestStats = components['schemas']['ServerStats'];

/** Paths are absolute and the guest's own; its links are followed as it would follow them, and never out of its root. */
export interface GuestFiles {
  /** A tar archive of a file or a tree; its first entry is the last part of the path. */
  pack(path: string): Promise<Readable>;
  /** Unpacks a tar archive in a directory that is there. */
  unpack(path: string, archive: Readable): Promise<Written>;
  /** One regular file. */
  read(path: string): Promise<GuestFile>;
  /** Makes or replaces one regular file. Whose it is and its mode stay as they were unless given. */
  write(path: string, content: Readable, attributes: Partial<FileAttributes>): Promise<Written>;
  close(): Promise<void>;
}

export interface FileAttributes {
  /** Permission bits. */
  mode: number;
  /** As the guest counts. */
  uid: number;
  gid: number;
}

export interface GuestFile extends FileAttributes {
  /** Bytes. */
  size: number;
  content: Readable;
}

export interface Written {
  files: number;
  bytes: number;
  /** Of a single file. */
  sha256?: string;
}
