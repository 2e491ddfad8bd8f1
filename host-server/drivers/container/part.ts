import type { DriverServer } from '../driver.ts';

/** What a container is within a set. */
export type Part =
  /** Holds the namespaces; runs nothing but `pause`, a static program of the machine's. */
  | { role: 'infra'; pause: string }
  /** Joins the namespaces of the process with that id. */
  | { role: 'member'; infraPid: number; mounts: readonly PartMount[] };

/** A volume that the members share, where one of them sees it. */
export interface PartMount {
  source: string;
  path: string;
  readOnly: boolean;
}

/** A server, or a part of one. */
export interface PartServer extends DriverServer {
  part?: Part;
}
