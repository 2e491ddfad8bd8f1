import type { HandlerOf } from '../../openapi/serve/handler.ts';
import type { HostCore } from '../core.ts';

export const getHost =
  (core: () => HostCore): HandlerOf<'host', 'getHost'> =>
  async () => ({ status: 200, body: await core().info() });
