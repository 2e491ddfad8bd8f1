/**
 * `sampan login`: from a password to an entry in clouds.yaml. What OS_* variables do not say is asked at the terminal.
 * The entry holds an application credential made for it, so the password is written nowhere; it can be taken back by
 * itself, and does less than the user: it makes no other credentials. `--keep-password` writes the password instead.
 */
import { hostname } from 'node:os';
import { isFault } from '../../../openapi/serve/fault.ts';
import type { CloudEntry } from '../../sdk/clouds-file.ts';
import { openCloud } from '../../sdk/open-cloud.ts';
import type { Cloud } from '../../sdk/open-cloud.ts';
import { ownCloudsFile, writeCloud } from '../../sdk/write-cloud.ts';
import { ask } from '../ask.ts';
import { column, record } from '../columns.ts';
import { defineCommand } from '../command.ts';
import type { Io } from '../command.ts';
import { version } from '../version.ts';

interface Written {
  cloud: string;
  file: string;
  user: string;
  project: string;
  credential: string;
  next: string;
}

export default defineCommand({
  args: { name: { help: 'what to call the cloud; sampan without', optional: true } },
  options: {
    authUrl: { type: 'string', value: 'url', help: 'the identity service; OS_AUTH_URL without' },
    username: { type: 'string', help: 'who you are; OS_USERNAME without' },
    project: { type: 'string', help: 'the project to work in; OS_PROJECT_NAME without' },
    domain: { type: 'string', help: 'the domain of user and project; OS_USER_DOMAIN_NAME without' },
    caFile: { type: 'string', value: 'file', help: 'authorities to trust (PEM); OS_CACERT without' },
    expires: { type: 'string', value: 'time', help: 'when the credential ends: 2027-01-31T12:00:00, in UTC' },
    keepPassword: { type: 'bool', help: 'write the password rather than an application credential' },
  },
  output: 'record',
  example: 'login mycloud --auth-url https://cloud.example:8770/identity/v3',
  async run({ args, options, io }) {
    const name = args.name ?? 'sampan';
    const file = ownCloudsFile(io.env);
    const env = await complete(io, options);
    const cloud = await openCloud({ env, cwd: io.cwd ?? process.cwd(), userAgent: `sampan-cli/${version()}` });
    try {
      const { body } = await cloud.auth();
      const auth = options.keepPassword ? passwordAuth(env) : await credentialAuth(cloud, env, body.user.id, options.expires);
      const entry: CloudEntry = {
        ...(options.keepPassword ? {} : { auth_type: 'v3applicationcredential' }),
        auth,
        ...(env['OS_REGION_NAME'] ? { region_name: env['OS_REGION_NAME'] } : {}),
        ...(env['OS_CACERT'] ? { cacert: env['OS_CACERT'] } : {}),
        identity_api_version: 3,
      };
      const before = await writeCloud(file, name, entry);
      await takeBack(cloud, body.user.id, before?.auth?.['application_credential_id']);
      const written: Written = {
        ...{ cloud: name, file, user: body.user.name, project: body.project?.name ?? '' },
        credential: options.keepPassword ? 'password' : 'application credential',
        next: `export OS_CLOUD=${name}`,
      };
      return record(written, [
        column<Written>('cloud', 'Cloud', (one) => one.cloud),
        column<Written>('file', 'Written to', (one) => one.file),
        column<Written>('user', 'User', (one) => one.user),
        column<Written>('project', 'Project', (one) => one.project),
        column<Written>('credential', 'With', (one) => one.credential),
        column<Written>('next', 'Next', (one) => one.next),
      ]);
    } finally {
      cloud.close();
    }
  },
});

type Env = Record<string, string | undefined>;

/** The environment with what was said on the command line, and with answers for what nobody has said. */
async function complete(io: Io, options: { authUrl: string | undefined; username: string | undefined; project: string | undefined; domain: string | undefined; caFile: string | undefined }): Promise<Env> {
  const { OS_CLOUD: _, OS_TOKEN: __, ...env }: Env = { ...io.env };
  const take = (variable: string, given: string | undefined): void => {
    if (given !== undefined) env[variable] = given;
  };
  take('OS_AUTH_URL', options.authUrl);
  take('OS_USERNAME', options.username);
  take('OS_PROJECT_NAME', options.project);
  take('OS_USER_DOMAIN_NAME', options.domain);
  take('OS_PROJECT_DOMAIN_NAME', options.domain);
  take('OS_CACERT', options.caFile);
  if (options.project !== undefined) delete env['OS_PROJECT_ID'];
  env['OS_AUTH_URL'] ||= await ask(io, 'Identity service (URL)', { otherwise: 'http://127.0.0.1:8770/identity/v3' });
  if (!env['OS_USERNAME'] && !env['OS_USER_ID']) env['OS_USERNAME'] = await ask(io, 'User');
  if (!env['OS_PROJECT_NAME'] && !env['OS_PROJECT_ID']) env['OS_PROJECT_NAME'] = await ask(io, 'Project', env['OS_USERNAME'] === undefined ? {} : { otherwise: env['OS_USERNAME'] });
  env['OS_PASSWORD'] ||= await ask(io, 'Password', { secret: true });
  return env;
}

const authKeys = ['auth_url', 'username', 'user_id', 'password', 'project_name', 'project_id', 'user_domain_name', 'user_domain_id', 'project_domain_name', 'project_domain_id'];

const passwordAuth = (env: Env): Record<string, unknown> =>
  Object.fromEntries(authKeys.flatMap((key) => (env[`OS_${key.toUpperCase()}`] ? [[key, env[`OS_${key.toUpperCase()}`]]] : [])));

async function credentialAuth(cloud: Cloud, env: Env, userId: string, expires: string | undefined): Promise<Record<string, unknown>> {
  const wanted = {
    name: `sampan login on ${hostname()} ${new Date().toISOString()}`,
    description: 'Made by sampan login for clouds.yaml',
    ...(expires !== undefined && { expires_at: expires }),
  };
  const { application_credential: made } = (await cloud.identity.call('createApplicationCredential', { path: { id: userId }, body: { application_credential: wanted } })).body;
  return { auth_url: env['OS_AUTH_URL'], application_credential_id: made.id, application_credential_secret: made.secret };
}

/** The credential of an entry that was replaced is of no more use; it may be of another cloud, or gone already. */
async function takeBack(cloud: Cloud, userId: string, id: unknown): Promise<void> {
  if (typeof id !== 'string') return;
  await cloud.identity.call('deleteApplicationCredential', { path: { id: userId, application_credential_id: id } }).catch((error: unknown) => {
    if (!isFault(error) || error.status !== 404) throw error;
  });
}
