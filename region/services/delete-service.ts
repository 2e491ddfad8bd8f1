import type { HandlerOf } from '../../openapi/serve/handler.ts';
import { forgetHost } from '../hosts/delete-host.ts';
import type { DeleteHostDeps } from '../hosts/delete-host.ts';
import { selectHostNumbers } from '../hosts/host-store.ts';
import { serviceNumber } from './service-view.ts';
import { hostById } from './update-service.ts';

/** Forgets a host that has no servers, as `sampan host delete` does. */
export function deleteComputeService(deps: DeleteHostDeps): HandlerOf<'compute', 'deleteComputeService'> {
  return async ({ path, since, requestId }) => {
    const numbers = since('2.53') ? undefined : await selectHostNumbers(deps.db);
    const id = numbers === undefined ? path.id : [...numbers].find(([, number]) => String(serviceNumber(number)) === path.id)?.[0];
    await forgetHost(await hostById(deps.db, id ?? path.id), requestId, deps);
    return { status: 204 };
  };
}
