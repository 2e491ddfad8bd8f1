import { Fault } from '../../../openapi/serve/fault.ts';
import type { ConsoleType, GuestAccess, GuestConsole, GuestFiles, GuestStats } from '../guest-access.ts';

/** The way into containers and sets: a set has the statistics of all of its members, and no root of its own. */
export class SetAccess implements GuestAccess {
  readonly #containers: GuestAccess;
  readonly #isSet: (serverId: string) => Promise<boolean>;

  constructor(containers: GuestAccess, isSet: (serverId: string) => Promise<boolean>) {
    this.#containers = containers;
    this.#isSet = isSet;
  }

  async files(serverId: string): Promise<GuestFiles> {
    await this.#requireOneRoot(serverId);
    return this.#containers.files(serverId);
  }

  async setPassword(serverId: string, password: { user?: string | undefined; hash: string }): Promise<string> {
    await this.#requireOneRoot(serverId);
    return this.#containers.setPassword(serverId, password);
  }

  stats(serverId: string): Promise<GuestStats> {
    return this.#containers.stats(serverId);
  }

  async openConsole(serverId: string, type: ConsoleType): Promise<GuestConsole> {
    await this.#requireOneRoot(serverId);
    return this.#containers.openConsole(serverId, type);
  }

  async #requireOneRoot(serverId: string): Promise<void> {
    if (await this.#isSet(serverId)) throw new Fault('not-supported', `Server ${serverId} is of a set and has several roots: run a program in one of its containers instead (exec with its name).`);
  }
}
