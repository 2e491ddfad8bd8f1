import { inTransaction } from '../../openapi/serve/db.ts';
import { forbidden } from '../../openapi/serve/fault.ts';
import type { AuthContext, HandlerOf } from '../../openapi/serve/handler.ts';
import type { Services } from '../services.ts';
import { findVisibleImage } from './find-visible-image.ts';
import { requireOwner, viewerOf } from './image-access.ts';
import { changeStatus } from './transition-store.ts';

/** `POST …/actions/deactivate`: nobody but administrators gets its bytes, and no server starts from it, until it is reactivated. */
export const deactivateImage =
  (services: Services): HandlerOf<'image', 'deactivateImage'> =>
  ({ path, auth }) =>
    turn(services, path.id, auth, 'deactivate');

/** `POST …/actions/reactivate` */
export const reactivateImage =
  (services: Services): HandlerOf<'image', 'reactivateImage'> =>
  ({ path, auth }) =>
    turn(services, path.id, auth, 'reactivate');

const turns = { deactivate: { from: 'active', to: 'deactivated' }, reactivate: { from: 'deactivated', to: 'active' } } as const;

async function turn({ db, now }: Services, id: string, auth: AuthContext, verb: keyof typeof turns): Promise<{ status: 204 }> {
  const { from, to } = turns[verb];
  await inTransaction(db, async (trx) => {
    const image = await findVisibleImage(trx, id, viewerOf(auth));
    requireOwner(image, auth, verb);
    if (image.status === to) return;
    if (!(await changeStatus(trx, image.id, from, to, now().toISOString()))) {
      throw forbidden(`Not allowed to ${verb} image ${image.id} in status '${image.status}': it must be ${from}.`, { status: image.status });
    }
  });
  return { status: 204 };
}
