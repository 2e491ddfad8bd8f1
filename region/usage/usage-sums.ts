import { microseconds } from '../servers/server-view.ts';
import type { UsedServer } from './usage-store.ts';

export interface Period {
  start: Date;
  end: Date;
  /** Nothing after it has been used yet, though clients ask for periods that end tomorrow. */
  now: Date;
}

/** What one server used within a period, in Nova's words; hours count from its launch to its end. */
export function serverUsage(server: UsedServer, { start, end, now }: Period) {
  const launched = Date.parse(server.launchedAt);
  const ended = server.endedAt === null ? now.getTime() : Date.parse(server.endedAt);
  const from = Math.max(launched, start.getTime());
  const to = Math.min(ended, end.getTime());
  return {
    hours: Math.max(0, to - from) / 3_600_000,
    flavor: server.flavorName,
    instance_id: server.id,
    name: server.name,
    tenant_id: server.projectId,
    memory_mb: server.memoryMib,
    local_gb: server.diskGib,
    vcpus: server.vcpus,
    started_at: microseconds(server.launchedAt),
    ended_at: server.endedAt === null ? null : microseconds(server.endedAt),
    state: server.state,
    uptime: Math.max(0, Math.floor((ended - launched) / 1000)),
  };
}

/** The sums of one project. */
export function projectUsage(projectId: string, servers: readonly UsedServer[], period: Period, withServers: boolean) {
  const usages = servers.map((server) => serverUsage(server, period));
  const sum = (value: (usage: (typeof usages)[number]) => number): number => usages.reduce((total, usage) => total + value(usage), 0);
  return {
    tenant_id: projectId,
    start: microseconds(period.start.toISOString()),
    stop: microseconds(period.end.toISOString()),
    total_hours: sum(({ hours }) => hours),
    total_local_gb_usage: sum(({ hours, local_gb: gib }) => hours * gib),
    total_memory_mb_usage: sum(({ hours, memory_mb: mib }) => hours * mib),
    total_vcpus_usage: sum(({ hours, vcpus }) => hours * vcpus),
    ...(withServers ? { server_usages: usages } : {}),
  };
}
