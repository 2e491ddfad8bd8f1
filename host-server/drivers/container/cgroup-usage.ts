import { access, readFile } from 'node:fs/promises';
import { availableParallelism, totalmem } from 'node:os';
import { join } from 'node:path';

/** What the processes of a control group have used. */
export interface CgroupUsage {
  /** What it may use at most; the machine's own where there is no limit. */
  vcpus: number;
  memoryLimitBytes: number;
  cpuNs: number;
  throttledNs: number;
  memoryBytes: number;
  processes: number;
  readBytes: number;
  writtenBytes: number;
  reads: number;
  writes: number;
}

/** @param root where control groups are mounted; /sys/fs/cgroup but for tests */
export async function readCgroupUsage(group: string, root = '/sys/fs/cgroup'): Promise<CgroupUsage> {
  const unified = await access(join(root, 'cgroup.controllers')).then(() => true, () => false);
  const read = (path: string): Promise<string> => readFile(path, 'utf8').catch(whenMissing);
  return unified ? readUnified(join(root, group), read) : readHybrid(root, group, read);
}

type Read = (path: string) => Promise<string>;

async function readUnified(folder: string, read: Read): Promise<CgroupUsage> {
  const [cpu = '', current = '', stat = '', pids = '', io = '', max = '', quota = ''] = await Promise.all(
    ['cpu.stat', 'memory.current', 'memory.stat', 'pids.current', 'io.stat', 'memory.max', 'cpu.max'].map((file) => read(join(folder, file))),
  );
  return {
    vcpus: share(...(quota.trim().split(' ') as [string, string?])),
    memoryLimitBytes: limit(max),
    cpuNs: field(cpu, 'usage_usec') * 1000,
    throttledNs: field(cpu, 'throttled_usec') * 1000,
    memoryBytes: Math.max(0, Number(current) - field(stat, 'inactive_file')),
    processes: Number(pids),
    readBytes: ioSum(io, 'rbytes'),
    writtenBytes: ioSum(io, 'wbytes'),
    reads: ioSum(io, 'rios'),
    writes: ioSum(io, 'wios'),
  };
}

async function readHybrid(root: string, group: string, read: Read): Promise<CgroupUsage> {
  const [usage = '', cpu = '', current = '', stat = '', pids = '', bytes = '', operations = '', max = '', quota = '', period = ''] = await Promise.all(
    [
      'cpuacct/cpuacct.usage', 'cpu/cpu.stat', 'memory/memory.usage_in_bytes', 'memory/memory.stat', 'pids/pids.current',
      'blkio/blkio.throttle.io_service_bytes', 'blkio/blkio.throttle.io_serviced', 'memory/memory.limit_in_bytes',
      'cpu/cpu.cfs_quota_us', 'cpu/cpu.cfs_period_us',
    ].map((file) => read(join(root, file.split('/', 1)[0] ?? '', group, file.split('/')[1] ?? ''))),
  );
  return {
    vcpus: share(quota, period),
    memoryLimitBytes: limit(max),
    cpuNs: Number(usage),
    throttledNs: field(cpu, 'throttled_time'),
    memoryBytes: Math.max(0, Number(current) - field(stat, 'total_inactive_file')),
    processes: Number(pids),
    readBytes: blkioSum(bytes, 'Read'),
    writtenBytes: blkioSum(bytes, 'Write'),
    reads: blkioSum(operations, 'Read'),
    writes: blkioSum(operations, 'Write'),
  };
}

/** `max`, and the largest number of pages that version 1 says instead, are no limit. */
const limit = (text: string): number => Math.min(Number.parseInt(text, 10) || Infinity, totalmem());

const share = (quota: string, period = '100000'): number => (Number(quota) > 0 ? Number(quota) / Number(period) : availableParallelism());

const field = (text: string, name: string): number => Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(text)?.[1] ?? 0);

/** `8:0 rbytes=1 wbytes=2 …`, a line a device. */
const ioSum = (text: string, name: string): number => sum([...text.matchAll(new RegExp(`\\b${name}=(\\d+)`, 'g'))]);

/** `8:0 Read 1`, a line a device and kind. */
const blkioSum = (text: string, kind: string): number => sum([...text.matchAll(new RegExp(`^\\d+:\\d+ ${kind} (\\d+)$`, 'gm'))]);

const sum = (matches: readonly RegExpMatchArray[]): number => matches.reduce((total, match) => total + Number(match[1]), 0);

function whenMissing(error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOENT' || error.code === 'ENODEV' || error.code === 'ENOTDIR') return '';
  throw error;
}
