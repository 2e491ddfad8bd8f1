import type { Body, Operation } from '../../openapi/contracts.ts';
import { badRequest } from '../../openapi/serve/fault.ts';
import type { Call, HandlerOf, Reply } from '../../openapi/serve/handler.ts';
import { once } from '../idempotency/once.ts';
import type { Once } from '../idempotency/once.ts';
import type { ImageResolver } from '../images/resolve-image.ts';
import { acceptServers } from './accept-servers.ts';
import type { AcceptDeps } from './accept-servers.ts';
import { requireAddresses } from './access-addresses.ts';
import { findFlavor, requireRoomForImage, serverFlavor } from './find-flavor.ts';
import { guestPassword } from './guest-password.ts';
import { configDriveOf, guestSetup, serverKey } from './guest-setup.ts';
import { serverCounts } from './server-counts.ts';
import type { ServerOrder } from './server-order.ts';
import { serverLinks } from './server-view.ts';

export interface CreateServerDeps extends AcceptDeps {
  images: ImageResolver;
}

export function createServer(deps: CreateServerDeps): HandlerOf<'compute', 'createServer'> {
  return (call) => once(call, deps, (key) => create(call, deps, key));
}

type CreateCall = Call<Operation<'compute', 'createServer'>>;
type CreateReply = Reply<Operation<'compute', 'createServer'>>;

async function create({ auth, body, requestId, signal, baseUrl }: CreateCall, deps: CreateServerDeps, key: Once<CreateReply>): Promise<CreateReply> {
  const started = deps.ambient.now();
  const asked = body.server;
  const hints = body['os:scheduler_hints'] ?? body['OS-SCH-HNT:scheduler_hints'];
  const counts = serverCounts(asked);
  requireAddresses(asked);
  const imageRef = imageOf(asked);
  const wishes = { zone: asked.availability_zone ?? undefined, hostName: asked.host ?? asked.hypervisor_hostname, hints };
  // The image service is asked beside the rest; what the flavor or the key lacks is told before what the image does.
  const resolving = deps.images.resolve(imageRef, auth.token, requestId, signal);
  resolving.catch(() => undefined);
  const flavor = serverFlavor(await findFlavor(deps.db, asked.flavorRef, auth));
  const keypair = typeof asked.key_name === 'string' && asked.key_name !== '' ? await serverKey(deps.db, auth.userId, asked.key_name) : undefined;
  const password = guestPassword(asked.adminPass, deps.ambient);
  const image = await resolving;
  requireRoomForImage(image, flavor);
  const guest = guestSetup({ asked, key: keypair, passwordHash: password.hash });

  const order: ServerOrder = {
    ...{ auth, requestId, started, counts, image, flavor, wishes, guest },
    name: asked.name.trim(), networks: asked.networks, metadata: asked.metadata ?? {}, description: asked.description ?? null, tags: asked.tags ?? [],
    securityGroups: asked.security_groups?.flatMap(({ name }) => (name === undefined ? [] : [name])), keyName: keypair?.name ?? null, hostname: undefined,
    diskConfig: asked['OS-DCF:diskConfig'] ?? 'MANUAL', configDrive: configDriveOf(asked.config_drive),
    accessIpv4: asked.accessIPv4 ?? '', accessIpv6: asked.accessIPv6 ?? '', start: true, setup: {},
  };
  return acceptServers(order, deps, key, ([first]) => {
    if (!first) throw new TypeError('an accepted order has at least one server');
    if (String(asked.return_reservation_id).toLowerCase() === 'true') return { status: 202, body: { reservation_id: first.reservationId } };
    const links = serverLinks(first.id, baseUrl);
    return {
      status: 202,
      headers: { Location: links[0]?.href ?? '' },
      body: { server: { id: first.id, links, 'OS-DCF:diskConfig': first.diskConfig, security_groups: asked.security_groups ?? [{ name: 'default' }], adminPass: password.plain } },
    };
  });
}

type Asked = Body<Operation<'compute', 'createServer'>>['server'];

/** The image, from its own key or from a block device mapping that only says the same: boot from that image, on local disk. */
function imageOf(asked: Asked): string {
  const mapping = asked.block_device_mapping_v2 ?? [];
  if (asked.block_device_mapping !== undefined && asked.block_device_mapping.length > 0) throw noVolumes('block_device_mapping');
  const [boot, ...more] = mapping;
  if (!boot) {
    if (asked.imageRef === undefined || asked.imageRef === '') throw badRequest('Invalid imageRef provided: a server boots from an image here, because there are no volumes.', { field: 'server.imageRef' });
    return asked.imageRef;
  }
  if (more.length > 0 || boot.source_type !== 'image' || boot.destination_type === 'volume' || typeof boot.uuid !== 'string') throw noVolumes('block_device_mapping_v2');
  if (asked.imageRef !== undefined && asked.imageRef !== '' && !asked.imageRef.endsWith(boot.uuid)) {
    throw badRequest('Block Device Mapping is Invalid: Boot sequence for the instance and image/block device mapping combination is not valid.', { field: 'server.block_device_mapping_v2' });
  }
  return boot.uuid;
}

const noVolumes = (field: string) =>
  badRequest(`Block Device Mapping is Invalid: there are no volumes here, only one mapping from an image to a local disk. Name the image in imageRef.`, { field: `server.${field}` });
