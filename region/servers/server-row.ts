/** What the region keeps of a server, and the one place that converts it to and from its row. */
import type { Kind, ServerReport, ServerSpec, WireFault } from '../wire.ts';
import type { Desired, ServerMode } from './server-actions.ts';
import type { TaskState, VmState } from './server-status.ts';

export type ImageSpec = ServerSpec['image'];

/** The sizes and words of a flavor as a server got them; what becomes of the flavor later does not touch it. */
export interface ServerFlavor {
  flavorId: string;
  flavorName: string;
  vcpus: number;
  memoryMib: number;
  diskGib: number;
  ephemeralGib: number;
  swapMib: number;
  extraSpecs: Record<string, string>;
}

export interface ServerImage {
  imageId: string;
  imageName: string | null;
  layerId: string;
  imageParts: Pick<ImageSpec, 'properties' | 'kernel' | 'ramdisk'>;
}

/** What a change can be taken back to. */
export interface Former {
  /** Before a resize that is neither confirmed nor reverted; `confirm` when success is to confirm it by itself. */
  flavor?: ServerFlavor & { confirm: boolean };
  /** Before the last deploy. */
  image?: ServerImage;
}

/** The host's remarks beside the status. */
export interface Condition {
  reason?: string;
  restarts?: number;
  health?: string;
  exitCode?: number;
  /** Of an instance of a set. */
  members?: NonNullable<ServerReport['members']>;
}

export interface Server extends ServerFlavor, ServerImage {
  id: string;
  projectId: string;
  userId: string;
  name: string;
  hostname: string;
  kind: Kind;
  metadata: Record<string, string>;
  description: string | null;
  keyName: string | null;
  availabilityZone: string;
  diskConfig: string;
  configDrive: string;
  accessIpv4: string;
  accessIpv6: string;
  reservationId: string;
  launchIndex: number;
  /** The set that it is an instance of, and the how manieth. */
  setId: string | null;
  setOrdinal: number | null;
  hostId: string;
  hostName: string;
  desired: Desired;
  mode: ServerMode | null;
  generation: number;
  boot: number;
  root: number;
  hard: boolean;
  /** The root is read-only, and verbs that write into it are refused. */
  immutable: boolean;
  rescueImage: ImageSpec | null;
  /** The queued image that the root of before becomes, when `root` grows. */
  keepRootAs: string | null;
  former: Former;
  lockedBy: 'owner' | 'admin' | null;
  lockedReason: string | null;
  /** The request that made the newest generation. */
  requestId: string;
  /** The newest generation that its host has acknowledged to hold. */
  ackedGeneration: number;
  observedGeneration: number;
  reportSequence: number;
  vmState: VmState;
  taskState: TaskState | null;
  powerState: number;
  step: string | null;
  stepSince: string | null;
  progress: number | null;
  fault: WireFault | null;
  condition: Condition;
  launchedAt: string | null;
  /** A deletion that can still be taken back becomes final then. */
  deleteAfter: string | null;
  createdAt: string;
  updatedAt: string;
  deletedAt: string | null;
}

interface Column {
  name: string;
  write: (value: unknown) => unknown;
  read: (value: unknown) => unknown;
}

const same = (value: unknown): unknown => value;
const plain = (name: string): Column => ({ name, write: same, read: same });
const flag = (name: string): Column => ({ name, write: (value) => (value === true ? 1 : 0), read: (value) => value !== 0 });
/** PostgreSQL gives big integers as text. */
const big = (name: string): Column => ({ name, write: same, read: Number });
const json = (name: string, empty: unknown = null): Column => ({
  name,
  write: (value) => (value === null ? null : JSON.stringify(value)),
  // Most are empty, and lists read thousands.
  read: (value) => (typeof value !== 'string' ? empty : value === '{}' ? {} : JSON.parse(value)),
});

const columns: Record<keyof Server, Column> = {
  id: plain('id'), projectId: plain('project_id'), userId: plain('user_id'), name: plain('name'), hostname: plain('hostname'), kind: plain('kind'),
  metadata: json('metadata', {}), description: plain('description'), keyName: plain('key_name'),
  imageId: plain('image_id'), imageName: plain('image_name'), layerId: plain('layer_id'), imageParts: json('image_parts', {}),
  flavorId: plain('flavor_id'), flavorName: plain('flavor_name'), vcpus: plain('vcpus'), memoryMib: plain('memory_mib'), diskGib: plain('disk_gib'),
  ephemeralGib: plain('ephemeral_gib'), swapMib: plain('swap_mib'), extraSpecs: json('extra_specs', {}),
  availabilityZone: plain('availability_zone'), diskConfig: plain('disk_config'), configDrive: plain('config_drive'),
  accessIpv4: plain('access_ipv4'), accessIpv6: plain('access_ipv6'), reservationId: plain('reservation_id'), launchIndex: plain('launch_index'),
  setId: plain('set_id'), setOrdinal: plain('set_ordinal'),
  hostId: plain('host_id'), hostName: plain('host_name'), desired: plain('desired'), mode: plain('mode'), generation: plain('generation'),
  boot: plain('boot'), root: plain('root'), hard: flag('hard'), immutable: flag('immutable'), rescueImage: json('rescue_image'), keepRootAs: plain('keep_root_as'),
  former: json('former', {}), lockedBy: plain('locked_by'), lockedReason: plain('locked_reason'), requestId: plain('request_id'),
  ackedGeneration: plain('acked_generation'), observedGeneration: plain('observed_generation'), reportSequence: big('report_sequence'),
  vmState: plain('vm_state'), taskState: plain('task_state'), powerState: plain('power_state'), step: plain('step'), stepSince: plain('step_since'),
  progress: plain('progress'), fault: json('fault'), condition: json('condition', {}), launchedAt: plain('launched_at'), deleteAfter: plain('delete_after'),
  createdAt: plain('created_at'), updatedAt: plain('updated_at'), deletedAt: plain('deleted_at'),
};

const entries = Object.entries(columns) as [keyof Server, Column][];

export type ServerRow = Record<string, unknown>;

/** A loop rather than `Object.fromEntries`, which takes four times as long. */
export function toServer(row: ServerRow): Server {
  const server: Record<string, unknown> = {};
  for (const [field, { name, read }] of entries) server[field] = read(row[name]);
  return server as unknown as Server;
}

/** What lists show of each server. A list of 1,000 reads 38,000 fields: those that nobody sees are left where they are. */
const listedFields = [
  'id', 'name', 'projectId', 'userId', 'hostId', 'hostName', 'hostname', 'vmState', 'taskState', 'powerState', 'progress', 'fault', 'metadata', 'description',
  'imageId', 'imageParts', 'flavorId', 'flavorName', 'vcpus', 'memoryMib', 'diskGib', 'ephemeralGib', 'swapMib', 'extraSpecs', 'keyName', 'availabilityZone',
  'diskConfig', 'configDrive', 'accessIpv4', 'accessIpv6', 'reservationId', 'launchIndex', 'lockedBy', 'lockedReason', 'launchedAt', 'createdAt', 'updatedAt', 'deletedAt',
] as const satisfies readonly (keyof Server)[];

export type ListedServer = Pick<Server, (typeof listedFields)[number]>;

/** Their columns by the fields' names, so that the database names them and no row is copied. */
export const listedColumns: Readonly<Record<string, string>> = Object.fromEntries(listedFields.map((field) => [field, columns[field].name]));

const convertedFields = listedFields.filter((field) => columns[field].read !== same);

/** Turns a row of those columns into what it is. */
export function toListedServer(row: Record<string, unknown>): ListedServer {
  for (const field of convertedFields) row[field] = columns[field].read(row[field]);
  return row as unknown as ListedServer;
}

/** The columns of those fields that are given. */
export function toColumns(server: Partial<Server>): ServerRow {
  const given = entries.filter(([field]) => server[field] !== undefined);
  return Object.fromEntries(given.map(([field, column]) => [column.name, column.write(server[field])]));
}

export const columnOf = (field: keyof Server): string => columns[field].name;
