import type { Processes } from '../process/process.ts';
import { NamedNamespaces, namespacePath } from './named-namespaces.ts';

/**
 * The namespaces that carry the networks' gateway addresses on this host, one a network, so that an operator can say
 * `ip netns exec sampan-3f2a1b9c-77de ping 10.0.0.5`. Nothing is forwarded out of them. The name holds the first 48
 * bits of the network's id.
 */
export class GatewayNamespaces {
  readonly #namespaces: NamedNamespaces;
  readonly #prefix: string;

  constructor(options: { processes: Pick<Processes, 'run'>; prefix: string }) {
    this.#namespaces = new NamedNamespaces(options.processes);
    this.#prefix = options.prefix;
  }

  name(networkId: string): string {
    return `${this.#prefix}-${networkId.slice(0, 13)}`;
  }

  path(networkId: string): string {
    return namespacePath(this.name(networkId));
  }

  ensure(networkId: string): Promise<void> {
    return this.#namespaces.ensure(this.name(networkId));
  }

  isPresent(networkId: string): Promise<boolean> {
    return this.#namespaces.isPresent(this.name(networkId));
  }

  remove(networkId: string): Promise<void> {
    return this.#namespaces.remove(this.name(networkId));
  }

  /** Removes the namespaces of networks that are not wanted any more, and answers how many there were. */
  async removeAllBut(networkIds: readonly string[]): Promise<number> {
    const wanted = new Set(networkIds.map(id => this.name(id)));
    const strays = (await this.#namespaces.list()).filter(name => this.#isMine(name) && !wanted.has(name));
    for (const name of strays) await this.#namespaces.remove(name);
    return strays.length;
  }

  /** Exact, so that another installation's prefix may begin with ours. */
  #isMine(name: string): boolean {
    return name.startsWith(`${this.#prefix}-`) && /^[0-9a-f]{8}-[0-9a-f]{4}$/.test(name.slice(this.#prefix.length + 1));
  }
}
