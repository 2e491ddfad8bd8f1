import type { Phase } from '../wire.ts';
import type { Action } from './action-store.ts';

/** The phases of an action in the order in which they happened: accept and dispatch by the region, the rest by the host. */
export function actionPhases(action: Action): Phase[] {
  const own: Phase[] = [{ name: 'accept', started_at: action.startedAt, duration_ms: action.acceptMs }];
  if (action.dispatchedAt !== null && action.dispatchMs !== null) {
    own.push({ name: 'dispatch', started_at: action.dispatchedAt, duration_ms: action.dispatchMs });
  }
  return [...own, ...action.phases];
}
