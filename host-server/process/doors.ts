/** Listeners in other network namespaces (door.h). */
export interface Doors {
  /** Resolves when it listens. */
  openDoor(door: DoorRequest): Promise<Door>;
}

export interface DoorRequest {
  netnsPath: string;
  address: string;
  port: number;
  /** Gets each connection, after the line `TAG SOURCE-ADDRESS`. */
  socketPath: string;
  /** Without spaces. */
  tag: string;
}

export interface Door {
  /** Settles when it listens no more, whoever ended it. */
  readonly ended: Promise<void>;
  /** Resolves when its process is gone. */
  close(): Promise<void>;
}
