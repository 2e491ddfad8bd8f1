import type { components } from '../../openapi/generated/host.ts';
import type { CommandRecord } from './command-store.ts';

export type CommandView = components['schemas']['Command'];

export const commandView = (command: CommandRecord & { progress?: number }): CommandView => ({
  id: command.id,
  server_id: command.serverId,
  type: command.type,
  state: command.state,
  ...(command.progress === undefined ? {} : { progress: Math.round(command.progress) }),
  ...(command.result ? { result: command.result } : {}),
  ...(command.fault ? { fault: command.fault } : {}),
  created_at: command.createdAt,
  ...(command.finishedAt === undefined ? {} : { finished_at: command.finishedAt }),
});
