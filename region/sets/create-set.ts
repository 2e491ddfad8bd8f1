import type { Body, Operation } from '../../openapi/contracts.ts';
import { inTransaction } from '../../openapi/serve/db.ts';
import { badRequest } from '../../openapi/serve/fault.ts';
import type { Call, HandlerOf, Reply } from '../../openapi/serve/handler.ts';
import { once } from '../idempotency/once.ts';
import type { Once } from '../idempotency/once.ts';
import type { ImageResolver, ResolvedImage } from '../images/resolve-image.ts';
import { acceptWithin } from '../servers/accept-servers.ts';
import type { AcceptDeps } from '../servers/accept-servers.ts';
import { findNamedFlavor, requireRoomForImage, serverFlavor } from '../servers/find-flavor.ts';
import type { SetMember } from '../wire.ts';
import { freeOrdinals, instanceOrder } from './set-order.ts';
import { insertSet } from './set-store.ts';
import type { ServerSet } from './set-store.ts';
import { readSet } from './set-view.ts';

export interface SetDeps extends AcceptDeps {
  images: ImageResolver;
  /** Has a set looked after soon. */
  wakeSet: (id: string) => void;
}

type CreateCall = Call<Operation<'sampan', 'createSet'>>;
type CreateReply = Reply<Operation<'sampan', 'createSet'>>;
type NewContainer = Body<Operation<'sampan', 'createSet'>>['containers'][number];

/** A set with its first instances, all of them or none. */
export const createSet =
  (deps: SetDeps): HandlerOf<'sampan', 'createSet'> =>
  (call) =>
    once(call, deps, (key) => create(call, deps, key));

async function create(call: CreateCall, deps: SetDeps, key: Once<CreateReply>): Promise<CreateReply> {
  const { auth, body: asked, requestId } = call;
  const { db, ambient, notify, dispatcher } = deps;
  const started = ambient.now();
  const flavor = serverFlavor(await findNamedFlavor(db, asked.flavor, auth));
  requireSound(asked.containers, flavor);
  const images = await imagesOf(call, deps);
  for (const image of images) requireRoomForImage(image, flavor);
  const { networks, security_groups: securityGroups, zone, group, stop_timeout_s: stopTimeoutS } = asked;
  const at = started.toISOString();
  const set: ServerSet = {
    ...{ id: ambient.uuid(), projectId: auth.projectId ?? '', userId: auth.userId, name: asked.name.trim(), replicas: asked.replicas ?? 1, deleting: false, fault: null, createdAt: at, updatedAt: at },
    template: {
      ...{ maker: { roles: auth.roles, isAdmin: auth.isAdmin }, flavor, image: imageForAll(images), members: asked.containers.map((container, index) => memberOf(container, images[index])), metadata: asked.metadata ?? {} },
      ...(networks === undefined ? {} : { networks }), ...(securityGroups === undefined ? {} : { securityGroups }), ...(zone === undefined ? {} : { zone }),
      ...(group === undefined ? {} : { group }), ...(stopTimeoutS === undefined ? {} : { stopTimeoutS }),
    },
  };
  const { servers, reply } = await inTransaction(db, async (trx) => {
    await key.claim(trx);
    await insertSet(trx, set);
    // Without replicas too: what the set names is judged by the caller's own rights.
    const order = { ...instanceOrder(set, freeOrdinals([], set.replicas), { requestId, started }), auth };
    const accepted = await acceptWithin(trx, order, deps);
    const told: CreateReply = { status: 202, body: await readSet(trx, set) };
    await key.keep(trx, told);
    return { servers: accepted, reply: told };
  });
  notify();
  dispatcher.wake(servers);
  return reply;
}

/** An image that several containers have is asked for once. */
async function imagesOf({ body, auth, requestId, signal }: CreateCall, { images }: SetDeps): Promise<ResolvedImage[]> {
  const found = new Map<string, ResolvedImage>();
  for (const { image, name } of body.containers) {
    const resolved = found.get(image) ?? (await images.resolveNamed(image, auth.token, requestId, signal));
    if (resolved.kind !== 'container') throw badRequest(`Image ${image} is for a ${resolved.kind}, and container ${name} of a set needs one for containers.`, { field: 'containers.image' });
    found.set(image, resolved);
  }
  return body.containers.flatMap(({ image }) => found.get(image) ?? []);
}

/** The first one, with the architecture that all of them need. */
function imageForAll(images: readonly ResolvedImage[]): ResolvedImage {
  const [first] = images;
  if (!first) throw new TypeError('the contract wants at least one container');
  const architectures = [...new Set(images.flatMap(({ architecture }) => architecture ?? []))];
  if (architectures.length > 1) throw badRequest(`The images are for different architectures (${architectures.join(', ')}), and one host runs all of them: choose images of one.`, { field: 'containers' });
  return { ...first, architecture: architectures[0] ?? null };
}

function memberOf({ name, command, env, container, mounts, limits }: NewContainer, image: ResolvedImage | undefined): SetMember {
  if (!image) throw new TypeError('each container has its image');
  return {
    name,
    image: { id: image.id, layer_id: image.layerId, ...(image.name === null ? {} : { name: image.name }), ...image.parts },
    ...(command ? { command } : {}), ...(env ? { env } : {}), ...(container ? { container } : {}), ...(mounts ? { mounts } : {}), ...(limits ? { limits } : {}),
  };
}

function requireSound(containers: readonly NewContainer[], flavor: { vcpus: number; memoryMib: number }): void {
  const twice = containers.find(({ name }, index) => containers.findIndex((other) => other.name === name) !== index);
  if (twice) throw badRequest(`Two containers have the name ${twice.name}: give each its own.`, { field: 'containers.name' });
  const checked = containers.find(({ container }) => container?.health !== undefined);
  if (checked) throw badRequest(`Container ${checked.name} has a health check, and those of sets are not asked: leave it out, and let the program end when it is ill.`, { field: 'containers.container.health' });
  for (const { name, limits: { vcpus = 0, memory_mib: memoryMib = 0 } = {} } of containers) {
    if (vcpus > flavor.vcpus) throw badRequest(`Container ${name} is to have ${vcpus} vcpus at most, and the flavor has ${flavor.vcpus} for all: ask for less, or take a larger flavor.`, { field: 'containers.limits.vcpus' });
    if (memoryMib > flavor.memoryMib) throw badRequest(`Container ${name} is to have ${memoryMib} MiB at most, and the flavor has ${flavor.memoryMib} for all: ask for less, or take a larger flavor.`, { field: 'containers.limits.memory_mib' });
  }
}
