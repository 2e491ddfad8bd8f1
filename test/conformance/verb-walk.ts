/**
 * One walk over both kinds of servers: each line is asked of a container and of a VM at the same time, and what it was
 * answered with and what the servers are then are laid side by side. Where a line has one code or one status, it is that
 * of both; where a kind cannot do something the line says so by having two.
 */
import type { Test } from 'tap';
import type { Body, Operation } from '../../openapi/contracts.ts';
import { isFault } from '../../openapi/serve/fault.ts';

export type ServerAction = Body<Operation<'compute', 'actOnServer'>>;

export const kinds = ['container', 'vm'] as const;
export type WalkKind = (typeof kinds)[number];

export type PerKind<T> = Record<WalkKind, T>;

export interface WalkLine {
  name: string;
  /** Answers with the status code; a fault that it throws counts with its own. */
  ask: (kind: WalkKind) => Promise<number>;
  code: number | PerKind<number>;
  status: string | PerKind<string>;
}

export interface WalkedCloud {
  /** What the server of that kind is once it is busy with nothing. */
  settled(kind: WalkKind): Promise<string>;
}

/** Walks the lines in order. A kind's refusals have to give a reason. */
export async function walkLines(t: Test, cloud: WalkedCloud, lines: readonly WalkLine[]): Promise<void> {
  const table: string[] = [];
  for (const { name, ask, code, status } of lines) {
    const [container, vm] = await Promise.all(kinds.map(async (kind) => {
      const answer = await codeOf(ask(kind));
      return { kind, code: answer.code, status: await cloud.settled(kind), reason: answer.reason };
    }));
    for (const seen of [container, vm]) {
      if (!seen) continue;
      const wanted = { code: of(code, seen.kind), status: of(status, seen.kind) };
      t.same({ code: seen.code, status: seen.status }, wanted, `${name}: a ${seen.kind} answers ${wanted.code} and is ${wanted.status}`, { reason: seen.reason });
      if (wanted.code >= 400) t.match(seen.reason, /\w+ \w+/, `${name}: the ${seen.kind} says why`);
    }
    table.push([name.padEnd(34), ...[container, vm].map((seen) => `${seen?.code} ${seen?.status}`.padEnd(20))].join(''));
  }
  t.comment(`${['verb'.padEnd(34), ...kinds.map((kind) => kind.padEnd(20))].join('')}\n${table.join('\n')}`);
}

const of = <T extends number | string>(value: T | PerKind<T>, kind: WalkKind): T => (typeof value === 'object' ? value[kind] : value);

async function codeOf(answer: Promise<number>): Promise<{ code: number; reason: string }> {
  try {
    return { code: await answer, reason: '' };
  } catch (error) {
    if (isFault(error)) return { code: error.status, reason: error.message };
    throw error;
  }
}

export interface LifeWalk {
  act(kind: WalkKind, action: ServerAction): Promise<number>;
  /** What the servers were made from, and another image of each kind. */
  images: { first: PerKind<string>; other: PerKind<string> };
  flavors: { own: string; larger: string };
}

/** Every action of a server's life (region/servers/server-actions.ts) in states that allow it, and some in states that do not. */
export function lifeLines({ act, images: { first, other }, flavors }: LifeWalk): WalkLine[] {
  const line = (name: string, action: ServerAction | ((kind: WalkKind) => ServerAction), code: WalkLine['code'], status: WalkLine['status']): WalkLine => ({
    name, code, status, ask: (kind) => act(kind, typeof action === 'function' ? action(kind) : action),
  });
  return [
    line('start while it runs', { 'os-start': null }, 409, 'ACTIVE'),
    line('stop', { 'os-stop': null }, 202, 'SHUTOFF'),
    line('stop again', { 'os-stop': null }, 409, 'SHUTOFF'),
    line('pause while stopped', { pause: null }, 409, 'SHUTOFF'),
    line('start', { 'os-start': null }, 202, 'ACTIVE'),
    line('reboot soft', { reboot: { type: 'SOFT' } }, 202, 'ACTIVE'),
    line('reboot hard', { reboot: { type: 'hard' } }, 202, 'ACTIVE'),
    line('pause', { pause: null }, 202, 'PAUSED'),
    line('suspend while paused', { suspend: null }, 409, 'PAUSED'),
    line('unpause', { unpause: null }, 202, 'ACTIVE'),
    line('unpause again', { unpause: null }, 409, 'ACTIVE'),
    line('suspend', { suspend: null }, 202, 'SUSPENDED'),
    line('resume', { resume: null }, 202, 'ACTIVE'),
    line('lock', { lock: null }, 202, 'ACTIVE'),
    line('stop while locked', { 'os-stop': null }, 409, 'ACTIVE'),
    line('unlock', { unlock: null }, 202, 'ACTIVE'),
    line('rescue', { rescue: {} }, { container: 409, vm: 200 }, { container: 'ACTIVE', vm: 'RESCUE' }),
    line('unrescue', { unrescue: null }, { container: 409, vm: 202 }, 'ACTIVE'),
    line('shelve', { shelve: null }, 202, 'SHELVED'),
    line('shelve offload', { shelveOffload: null }, 409, 'SHELVED'),
    line('unshelve', { unshelve: null }, 202, 'ACTIVE'),
    line('resize to the same', { resize: { flavorRef: flavors.own } }, 400, 'ACTIVE'),
    line('resize', { resize: { flavorRef: flavors.larger } }, 202, 'VERIFY_RESIZE'),
    line('pause while resized', { pause: null }, 409, 'VERIFY_RESIZE'),
    line('revert', { revertResize: null }, 202, 'ACTIVE'),
    line('resize again', { resize: { flavorRef: flavors.larger } }, 202, 'VERIFY_RESIZE'),
    line('confirm', { confirmResize: null }, 204, 'ACTIVE'),
    line('confirm again', { confirmResize: null }, 409, 'ACTIVE'),
    line('roll back what was not deployed', { rollback: null }, 409, 'ACTIVE'),
    line('rebuild', (kind) => ({ rebuild: { imageRef: other[kind] } }), 202, 'ACTIVE'),
    line('rebuild to the other kind', (kind) => ({ rebuild: { imageRef: other[kind === 'vm' ? 'container' : 'vm'] } }), 400, 'ACTIVE'),
    line('deploy', (kind) => ({ deploy: { imageRef: first[kind] } }), 202, 'ACTIVE'),
    line('roll back', { rollback: null }, 202, 'ACTIVE'),
    line('set the state', { 'os-resetState': { state: 'error' } }, 403, 'ACTIVE'),
    line('sync', { 'sync-status': { repair: true } }, 202, 'ACTIVE'),
    line('restore', { restore: null }, 409, 'ACTIVE'),
  ];
}
