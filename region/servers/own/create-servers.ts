import type { Body, Operation } from '../../../openapi/contracts.ts';
import { badRequest } from '../../../openapi/serve/fault.ts';
import type { Call, HandlerOf, Reply } from '../../../openapi/serve/handler.ts';
import { once } from '../../idempotency/once.ts';
import type { Once } from '../../idempotency/once.ts';
import type { ImageResolver, ResolvedImage } from '../../images/resolve-image.ts';
import { selectAttachments } from '../../networks/port-store.ts';
import { acceptServers } from '../accept-servers.ts';
import type { AcceptDeps } from '../accept-servers.ts';
import { findNamedFlavor, requireRoomForImage, serverFlavor } from '../find-flavor.ts';
import { guestPassword } from '../guest-password.ts';
import { guestSetup, serverKey } from '../guest-setup.ts';
import { sampanView } from '../sampan-view.ts';
import type { ServerOrder } from '../server-order.ts';
import type { ServerSetup } from '../setup-store.ts';

export interface CreateServersDeps extends AcceptDeps {
  images: ImageResolver;
}

/** Nova's create in plain words, with what Nova has none for: container options, command, environment, start or not. */
export function createServers(deps: CreateServersDeps): HandlerOf<'sampan', 'createServers'> {
  return (call) => once(call, deps, (key) => create(call, deps, key));
}

type CreateCall = Call<Operation<'sampan', 'createServers'>>;
type CreateReply = Reply<Operation<'sampan', 'createServers'>>;

async function create({ auth, body: asked, requestId, signal }: CreateCall, deps: CreateServersDeps, key: Once<CreateReply>): Promise<CreateReply> {
  const started = deps.ambient.now();
  const flavor = serverFlavor(await findNamedFlavor(deps.db, asked.flavor, auth));
  const keypair = asked.key === undefined ? undefined : await serverKey(deps.db, auth.userId, asked.key);
  const image = await deps.images.resolveNamed(asked.image, auth.token, requestId, signal);
  requireContainer(asked, image);
  requireRoomForImage(image, flavor);
  const password = guestPassword(asked.admin_password, deps.ambient);
  const guest = guestSetup({
    asked: {
      ...(asked.user_data === undefined ? {} : { user_data: asked.user_data }),
      ...(asked.config_drive === undefined ? {} : { config_drive: asked.config_drive }),
      ...(asked.files === undefined ? {} : { personality: asked.files }),
    },
    key: keypair,
    passwordHash: password.hash,
  });
  const count = asked.count ?? 1;
  const order: ServerOrder = {
    ...{ auth, requestId, started, image, flavor, guest, counts: { min: count, max: count } },
    name: asked.name.trim(), networks: asked.networks, securityGroups: asked.security_groups, metadata: asked.metadata ?? {},
    description: asked.description ?? null, tags: asked.tags ?? [], keyName: keypair?.name ?? null, hostname: asked.hostname,
    diskConfig: 'MANUAL', configDrive: asked.config_drive ?? false, accessIpv4: '', accessIpv6: '',
    wishes: { zone: asked.zone, hints: asked.group === undefined ? {} : { group: asked.group } },
    start: asked.start ?? true, setup: setupOf(asked),
  };
  return acceptServers(order, deps, key, async (servers, trx) => {
    const attachments = await selectAttachments(trx, servers.map(({ id }) => id));
    const views = servers.map((server) => sampanView(server, attachments.filter(({ serverId }) => serverId === server.id), auth));
    return { status: 202, body: { servers: views, admin_password: password.plain } };
  });
}

type Asked = Body<Operation<'sampan', 'createServers'>>;

const setupOf = ({ command, env, container, stop_timeout_s: stopTimeoutS }: Asked): Omit<ServerSetup, 'guest'> => ({
  ...(command ? { command } : {}),
  ...(env ? { env } : {}),
  ...(container ? { container } : {}),
  ...(stopTimeoutS === undefined ? {} : { stop_timeout_s: stopTimeoutS }),
});

/** What only a container has is refused for another kind, rather than left aside. */
function requireContainer({ container, command, env }: Asked, image: ResolvedImage): void {
  if (image.kind === 'container') return;
  const [field] = Object.entries({ container, command, env }).find(([, value]) => value !== undefined) ?? [];
  if (field !== undefined) throw badRequest(`${field} is for containers, and image ${image.name ?? image.id} is for a ${image.kind}: leave it out, or use user_data.`, { field });
}

