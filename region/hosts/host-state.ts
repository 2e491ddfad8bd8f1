import type { Host } from './host-store.ts';

/** Heard of, and not forced down by an admin who knows better. */
export const isUp = ({ state, forcedDown }: Pick<Host, 'state' | 'forcedDown'>): boolean => state === 'up' && !forcedDown;

export const stateWord = (host: Pick<Host, 'state' | 'forcedDown'>): 'up' | 'down' => (isUp(host) ? 'up' : 'down');

export const statusWord = ({ enabled }: Pick<Host, 'enabled'>): 'enabled' | 'disabled' => (enabled ? 'enabled' : 'disabled');
