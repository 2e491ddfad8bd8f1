import type { Body, Operation } from '../../../openapi/contracts.ts';
import { Fault } from '../../../openapi/serve/fault.ts';
import type { OptionTable, OptionValues } from '../command.ts';

type NewServers = Body<Operation<'sampan', 'createServers'>>;
type ContainerOptions = NonNullable<NewServers['container']>;

/** What only containers have, in Docker's words where it has one. */
export const containerOptions = {
  command: { type: 'list', help: 'a word of the command, in place of the image\'s; may be repeated' },
  entrypoint: { type: 'list', help: 'a word of the entrypoint; may be repeated' },
  env: { type: 'pairs', help: 'a variable of the environment; may be repeated' },
  user: { type: 'string', help: 'name or uid, with :group when wanted' },
  workdir: { type: 'string', help: 'where the command begins' },
  init: { type: 'bool', help: 'run an init as PID 1' },
  'shm-mib': { type: 'int', min: 1, help: 'size of /dev/shm' },
  pids: { type: 'int', min: 8, help: 'how many processes it may have' },
  immutable: { type: 'bool', help: 'the root is read-only' },
  volume: { type: 'list', value: 'name:/path[:ro]', help: 'a named volume of its host; may be repeated' },
  restart: { type: 'string', help: 'what follows when the command ends by itself', oneOf: ['no', 'on-failure', 'always'] },
} as const satisfies OptionTable;

export function containerOptionsOf(options: OptionValues<typeof containerOptions>): Pick<NewServers, 'command' | 'env' | 'container'> {
  const { command, entrypoint, env, user, workdir, init, 'shm-mib': shmMib, pids, immutable, volume, restart } = options;
  const container: ContainerOptions = {
    ...(entrypoint.length === 0 ? {} : { entrypoint }),
    ...(user === undefined ? {} : { user }),
    ...(workdir === undefined ? {} : { working_dir: workdir }),
    ...(init ? { init } : {}),
    ...(shmMib === undefined ? {} : { shm_mib: shmMib }),
    ...(pids === undefined ? {} : { pids }),
    ...(immutable ? { immutable } : {}),
    ...(volume.length === 0 ? {} : { volumes: volume.map(volumeOf) }),
    ...(restart === undefined ? {} : { restart: { policy: restart as 'no' | 'on-failure' | 'always' } }),
  };
  return {
    ...(command.length === 0 ? {} : { command }),
    ...(Object.keys(env).length === 0 ? {} : { env }),
    ...(Object.keys(container).length === 0 ? {} : { container }),
  };
}

function volumeOf(text: string): NonNullable<ContainerOptions['volumes']>[number] {
  const [name = '', path = '', mode] = text.split(':');
  if (name === '' || !path.startsWith('/') || (mode !== undefined && mode !== 'ro')) throw new Fault('bad-request', `--volume is name:/path or name:/path:ro, and not ${text}.`);
  return { name, path, ...(mode === 'ro' ? { read_only: true } : {}) };
}
