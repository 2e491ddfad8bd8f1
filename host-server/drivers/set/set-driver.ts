/**
 * `Driver` for containers and for sets of them: a set is several containers on one host that share network, names and
 * volumes. It stands before the container driver, which makes each part as a container of its own; whatever is no set is
 * passed through as it is.
 *
 *     SERVER           infra: holds the namespaces and the disk, runs `pause`; what the machine sees of the server
 *     SERVER_MEMBER    joins infra's user, network, IPC and UTS namespaces; PID 1 of its own, its own root and log
 *
 *     control groups   SERVER (the flavor's limits) / infra, MEMBER…       writable roots and shared volumes: on infra's disk
 *
 * Infra outlives its members: one that ended is created again within the same namespaces. When infra has ended, its
 * members are ended too before it is made anew, because they hold the network of before.
 */
import { join } from 'node:path';
import { Fault, notFound } from '../../../openapi/serve/fault.ts';
import { allDone } from '../../network/all-done.ts';
import type { Processes } from '../../process/process.ts';
import { findCgroups } from '../container/cgroups.ts';
import type { Cgroups } from '../container/cgroups.ts';
import type { ContainerDriver } from '../container/container-driver.ts';
import { groupOf, memberId, partsOf } from '../container/container-id.ts';
import { initPath } from '../container/guest-process.ts';
import { unmountOverlay } from '../container/overlay.ts';
import { makeOwnedFolder } from '../container/owned-folder.ts';
import type { PartServer } from '../container/part.ts';
import { serverPaths, serversDir, setDiskOf } from '../container/server-paths.ts';
import type { DriverDirs } from '../container/server-paths.ts';
import type { Attachment, Driver, DriverCapabilities, DriverMember, DriverServer, ExecProcess, ExecRequest, LayerFile, LogFiles, MemberObservation, Observation, ServerSize } from '../driver.ts';
import type { GuestAccess } from '../guest-access.ts';
import { keepMembers, readMembers, sizeWithin } from './member-list.ts';
import type { KeptMember } from './member-list.ts';
import { SetAccess } from './set-access.ts';

export interface SetDriverOptions extends DriverDirs {
  containers: ContainerDriver;
  processes: Processes;
  /** Below each control-group hierarchy's root. */
  cgroupParent: string;
  /** Root inside. */
  owner: number;
  /** A static program that waits when it is called with `pause`. */
  pause: string;
}

export class SetDriver implements Driver {
  readonly kind = 'container';
  readonly capabilities: DriverCapabilities;
  readonly access: GuestAccess;
  readonly #options: SetDriverOptions;
  readonly #containers: ContainerDriver;
  #cgroups: Promise<Cgroups> | undefined;

  constructor(options: SetDriverOptions) {
    this.#options = options;
    this.#containers = options.containers;
    this.capabilities = options.containers.capabilities;
    this.access = new SetAccess(options.containers.access, id => this.#membersOf(id).then(members => members !== undefined));
  }

  async prepare(server: DriverServer): Promise<void> {
    const { members } = server;
    if (!members) return this.#containers.prepare(server);
    await keepMembers(this.#memberFile(server.id), members);
    const { state } = await this.#containers.observe(server.id);
    // Its disk may have to be taken off to grow.
    if (state === 'prepared') await this.#unmountRoots(server.id, members);
    await this.#containers.prepare(this.#infraOf(server));
    await this.#makeVolumes(server.id, members);
    await allDone(members.map(member => this.#containers.prepare(this.#memberOf(server, member, 0))));
  }

  async create(server: DriverServer): Promise<Attachment> {
    const { members, wantedMembers } = server;
    if (!members) return this.#containers.create(server);
    const { state } = await this.#containers.observe(server.id);
    const isAlive = state === 'running' || state === 'paused';
    if (!isAlive && state !== 'created') await this.#endMembers(server.id, members, 0);
    await this.prepare(server);
    const attachment = await this.#containers.create(this.#infraOf(server));
    // What runs gets another size by `resize` only.
    if (!isAlive) await this.#limit(server.id, server);
    // What is made in a group that is frozen is frozen before it is made.
    const wanted = state === 'paused' ? [] : members.filter(({ name }) => wantedMembers?.includes(name) ?? true);
    await allDone(wanted.map(member => this.#containers.create(this.#memberOf(server, member, attachment.pid)).catch((error: unknown) => {
      throw withMember(error, member.name);
    })));
    await this.#requireSameInfra(server.id, attachment, members);
    return attachment;
  }

  async start(serverId: string): Promise<void> {
    await this.#containers.start(serverId);
    for (const { name } of (await this.#membersOf(serverId)) ?? []) {
      const id = memberId(serverId, name);
      const { state } = await this.#containers.observe(id);
      if (state === 'created') await this.#containers.start(id).catch((error: unknown) => {
        throw withMember(error, name);
      });
    }
  }

  /** The last one first; all of them have `timeoutMs` together. Infra is not asked. */
  async stop(serverId: string, timeoutMs: number, hurry?: AbortSignal): Promise<void> {
    const members = await this.#membersOf(serverId);
    if (!members) return this.#containers.stop(serverId, timeoutMs, hurry);
    await this.#thaw(serverId);
    await this.#endMembers(serverId, members, timeoutMs, hurry);
    await this.#containers.stop(serverId, 0);
    await this.#unmountRoots(serverId, members);
  }

  async remove(serverId: string): Promise<void> {
    // By what is on the machine: the list of members may be gone already.
    const left = await this.#foundMembers(serverId);
    if (left.length > 0) await this.#thaw(serverId);
    for (const { name } of left) await this.#containers.remove(memberId(serverId, name));
    await this.#containers.remove(serverId);
  }

  pause(serverId: string): Promise<void> {
    return this.#containers.pause(serverId);
  }

  resume(serverId: string): Promise<void> {
    return this.#containers.resume(serverId);
  }

  suspend(serverId: string): Promise<void> {
    return this.#containers.suspend(serverId);
  }

  async resize(serverId: string, size: ServerSize): Promise<void> {
    const members = await this.#membersOf(serverId);
    if (!members) return this.#containers.resize(serverId, size);
    // Version 1 lets no group have more processor time than the one above: that one grows first, and shrinks last.
    const grew = await this.#limit(serverId, size).then(() => true, unlessCode('EINVAL'));
    // Also of members that have ended, whose groups are there until they are made again.
    for (const member of members) await this.#limit(memberId(serverId, member.name), sizeWithin(size, member)).catch(unlessCode('ENOENT'));
    await this.#containers.resize(serverId, size);
    if (!grew) await this.#limit(serverId, size);
  }

  async snapshot(serverId: string, target: string): Promise<LayerFile> {
    if (await this.#membersOf(serverId)) throw new Fault('not-supported', `Server ${serverId} is of a set and has several roots: there is no snapshot of it. Build an image instead.`);
    return this.#containers.snapshot(serverId, target);
  }

  async exec(serverId: string, request: ExecRequest): Promise<ExecProcess> {
    return this.#containers.exec(await this.#partFor(serverId, request.member), request);
  }

  /** Also of what was removed. */
  async logFiles(serverId: string, member?: string): Promise<LogFiles> {
    if (member !== undefined) return this.#containers.logFiles(memberId(serverId, member));
    const [first] = (await this.#membersOf(serverId)) ?? [];
    if (first) return this.#containers.logFiles(memberId(serverId, first.name));
    return this.#containers.logFiles(serverId);
  }

  async observe(serverId: string): Promise<Observation> {
    const [seen, members] = await Promise.all([this.#containers.observe(serverId), this.#membersOf(serverId)]);
    if (!members) return seen;
    return { ...seen, members: await Promise.all(members.map(({ name }) => this.#observeMember(serverId, name))) };
  }

  async list(): Promise<Observation[]> {
    const found = await this.#containers.list();
    const own = found.filter(({ serverId }) => partsOf(serverId).member === undefined);
    const known = new Set(own.map(({ serverId }) => serverId));
    // Members whose infra is gone are what is left of a server.
    const orphans = new Set(found.map(({ serverId }) => partsOf(serverId).serverId).filter(serverId => !known.has(serverId)));
    return [...own, ...[...orphans].map((serverId): Observation => ({ serverId, state: 'prepared' }))];
  }

  tidy(): Promise<void> {
    return this.#containers.tidy();
  }

  /** The end of a member is news of its server. */
  onExit(listener: (serverId: string) => void): () => void {
    return this.#containers.onExit(id => listener(partsOf(id).serverId));
  }

  /** The first member, unless one is named; the server itself where it is no set. */
  async #partFor(serverId: string, member: string | undefined): Promise<string> {
    const members = await this.#membersOf(serverId);
    if (!members && member === undefined) return serverId;
    const found = members?.find(({ name }) => member === undefined || name === member);
    if (found) return memberId(serverId, found.name);
    const has = members ? `it has ${members.map(({ name }) => name).join(', ')}` : 'it is no set';
    throw new Fault('not-found', `Server ${serverId} has no container ${member ?? ''}: ${has}.`, { details: notFound('container', member ?? '').details });
  }

  async #observeMember(serverId: string, name: string): Promise<MemberObservation> {
    const { serverId: _, ...seen } = await this.#containers.observe(memberId(serverId, name));
    return { ...seen, name };
  }

  async #endMembers(serverId: string, members: readonly Pick<KeptMember, 'name'>[], timeoutMs: number, hurry?: AbortSignal): Promise<void> {
    const until = performance.now() + timeoutMs;
    for (const { name } of [...members].reverse()) await this.#containers.stop(memberId(serverId, name), Math.max(0, until - performance.now()), hurry);
  }

  async #unmountRoots(serverId: string, members: readonly Pick<KeptMember, 'name'>[]): Promise<void> {
    for (const { name } of members) await unmountOverlay(this.#options.processes, serverPaths(this.#options, memberId(serverId, name)));
  }

  /** A member that is frozen with all the others cannot be thawed alone. */
  async #thaw(serverId: string): Promise<void> {
    if ((await this.#containers.observe(serverId)).state === 'paused') await this.#containers.resume(serverId);
  }

  /** Members join namespaces by infra's process number. While that process lives it is no other's; one that has ended since may have been. */
  async #requireSameInfra(serverId: string, { pid }: Attachment, members: readonly DriverMember[]): Promise<void> {
    const seen = await this.#containers.observe(serverId);
    if (seen.pid === pid) return;
    await this.#endMembers(serverId, members, 0);
    throw new Fault('start-failed', `Set ${serverId} lost what holds its network (${seen.state}) while its containers were made. They are made again.`, { retryable: true });
  }

  /** By what is on the machine. */
  async #foundMembers(serverId: string): Promise<KeptMember[]> {
    const parts = (await this.#containers.ids()).map(partsOf);
    return parts.flatMap(({ serverId: of, member }) => (of === serverId && member !== undefined ? [{ name: member }] : []));
  }

  async #limit(containerId: string, size: Pick<ServerSize, 'vcpus' | 'memoryMib'>): Promise<void> {
    this.#cgroups ??= findCgroups();
    await (await this.#cgroups).limit(`${this.#options.cgroupParent}/${groupOf(containerId)}`, size);
  }

  /** Everybody in the set may write there, whoever its programs run as. */
  async #makeVolumes(serverId: string, members: readonly DriverMember[]): Promise<void> {
    for (const name of new Set(members.flatMap(({ mounts }) => mounts.map(({ volume }) => volume)))) {
      await makeOwnedFolder(join(setDiskOf(this.#options, serverId).volumes, name), this.#options.owner, 0o777);
    }
  }

  /** Its root is that of the first image, which it never looks into. */
  #infraOf({ members: _, command: _command, guest: _guest, ...server }: DriverServer): PartServer {
    return { ...server, imageConfig: {}, container: { entrypoint: [initPath, 'pause'], immutable: true }, part: { role: 'infra', pause: this.#options.pause } };
  }

  #memberOf(server: DriverServer, member: DriverMember, infraPid: number): PartServer {
    const { id, hostname, nameservers, addresses, projectId, vcpus, memoryMib } = server;
    const { volumes } = setDiskOf(this.#options, id);
    const { name, mounts, ...own } = member;
    return {
      ...own,
      ...{ id: memberId(id, name), name, hostname, nameservers, addresses, ...sizeWithin({ vcpus, memoryMib }, member) },
      ...(projectId === undefined ? {} : { projectId }),
      // What it writes counts on the set's disk.
      diskGib: 0,
      part: { role: 'member', infraPid, mounts: mounts.map(({ volume, path, readOnly }) => ({ source: join(volumes, volume), path, readOnly })) },
    };
  }

  async #membersOf(serverId: string): Promise<KeptMember[] | undefined> {
    const kept = await readMembers(this.#memberFile(serverId));
    return kept === 'damaged' ? this.#foundMembers(serverId) : kept;
  }

  #memberFile(serverId: string): string {
    return join(serversDir(this.#options), serverId, 'members.json');
  }
}

function withMember(error: unknown, member: string): unknown {
  if (!(error instanceof Fault)) return error;
  return new Fault(error.code, `Container ${member}: ${error.message}`, { details: { ...error.details, container: member }, retryable: error.retryable, cause: error });
}

const unlessCode = (code: string) => (error: NodeJS.ErrnoException): false => {
  if (error.code === code) return false;
  throw error;
};
