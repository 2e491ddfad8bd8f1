import { badRequest } from '../../openapi/serve/fault.ts';
import { readCloudEntry } from './clouds-file.ts';
import type { CloudEntry, CloudsFileOptions } from './clouds-file.ts';

/** Who asks for a token, for which scope, and which endpoints of the catalog are meant. */
export interface Credentials {
  /** With or without the version: `https://cloud/identity/v3`. */
  authUrl: string;
  /** A ready token is used as it is; there is no password to renew it with. */
  token?: string;
  userName?: string;
  userId?: string;
  userDomain: DomainName;
  password?: string;
  /** Brings its own user and project. By name it needs the user as well. */
  applicationCredential?: { id: string; secret: string } | { name: string; secret: string };
  /** PEM file of authorities to trust beside the usual ones. */
  caFile?: string;
  scope: Scope;
  /** The only region, or the first one, when not said. */
  regionName?: string;
  interface: EndpointInterface;
}

export type DomainName = { id: string } | { name: string };
export type Scope = { projectId: string } | { projectName: string; projectDomain: DomainName } | { system: true } | { unscoped: true };
export type EndpointInterface = 'public' | 'internal' | 'admin';

/** What a caller says for itself; beats the environment, which beats clouds.yaml. */
export interface CredentialOverrides {
  cloud?: string | undefined;
  authUrl?: string | undefined;
  userName?: string | undefined;
  projectName?: string | undefined;
  projectId?: string | undefined;
  regionName?: string | undefined;
  interface?: string | undefined;
}

/**
 * Finds credentials as stock clients do: the OS_* variables, over the cloud of OS_CLOUD in clouds.yaml.
 * Throws the fault `bad-request`, which names every variable that is missing.
 */
export async function readCredentials(options: CloudsFileOptions & { overrides?: CredentialOverrides }): Promise<Credentials> {
  const { env, overrides = {} } = options;
  const cloud = overrides.cloud ?? notBlank(env['OS_CLOUD']);
  const settings = settle(env, cloud === undefined ? {} : await readCloudEntry(cloud, options), overrides);
  const missing = missingOf(settings);
  if (missing.length > 0) {
    throw badRequest(`Cannot ask for a token: ${missing.join(', ')} not set.`, {
      reason: cloud === undefined ? 'neither the environment nor the command line says it, and no cloud is named' : `the cloud ${cloud} does not say it either`,
      suggestion: 'set the OS_* variables (eval "$(sampan env demo)"), or name a cloud of clouds.yaml with --os-cloud.',
    });
  }
  return {
    authUrl: String(settings.auth_url).replace(/\/+$/, ''),
    ...secretOf(settings),
    ...(settings.cacert === undefined ? {} : { caFile: settings.cacert }),
    ...(settings.username === undefined ? {} : { userName: settings.username }),
    ...(settings.user_id === undefined ? {} : { userId: settings.user_id }),
    ...(settings.region_name === undefined ? {} : { regionName: settings.region_name }),
    userDomain: domainOf(settings.user_domain_id ?? settings.domain_id, settings.user_domain_name ?? settings.domain_name),
    // An application credential has its project; asking for another one is refused.
    scope: usesApplicationCredential(settings) ? { unscoped: true } : scopeOf(settings),
    interface: interfaceOf(settings.interface),
  };
}

const settingNames = [
  'auth_url', 'token', 'username', 'user_id', 'password', 'project_name', 'project_id', 'tenant_name', 'tenant_id', 'user_domain_name',
  'user_domain_id', 'project_domain_name', 'project_domain_id', 'domain_name', 'domain_id', 'system_scope', 'region_name', 'interface', 'auth_type',
  'application_credential_id', 'application_credential_name', 'application_credential_secret', 'cacert',
] as const;

type Settings = Partial<Record<(typeof settingNames)[number], string>>;

function settle(env: CloudsFileOptions['env'], entry: CloudEntry, overrides: CredentialOverrides): Settings {
  const own: Settings = {};
  const take = (name: keyof Settings, value: unknown): void => {
    const text = notBlank(value === undefined || value === null ? undefined : String(value as string | number));
    if (text !== undefined) own[name] = text;
  };
  for (const name of settingNames) {
    take(name, entry[name]);
    take(name, entry.auth?.[name]);
    take(name, env[`OS_${name.toUpperCase()}`]);
  }
  // A scope is one thing: a project said here replaces a project of another name or id that was said further away.
  const nearest = (id: string | undefined, name: string | undefined): void => {
    if (id === undefined && name === undefined) return;
    for (const other of ['project_id', 'project_name', 'tenant_id', 'tenant_name', 'system_scope'] as const) delete own[other];
    take('project_id', id);
    take('project_name', name);
  };
  nearest(notBlank(env['OS_PROJECT_ID']), notBlank(env['OS_PROJECT_NAME']));
  nearest(overrides.projectId, overrides.projectName);
  take('auth_url', overrides.authUrl);
  take('username', overrides.userName);
  take('region_name', overrides.regionName);
  take('interface', overrides.interface);
  return own;
}

function missingOf(settings: Settings): string[] {
  const missing = settings.auth_url === undefined ? ['OS_AUTH_URL'] : [];
  if (usesToken(settings)) return settings.token === undefined ? [...missing, 'OS_TOKEN'] : missing;
  const needsUser = settings.username === undefined && settings.user_id === undefined;
  if (usesApplicationCredential(settings)) {
    if (settings.application_credential_id === undefined && settings.application_credential_name === undefined) missing.push('OS_APPLICATION_CREDENTIAL_ID');
    if (settings.application_credential_id === undefined && needsUser) missing.push('OS_USERNAME');
    if (settings.application_credential_secret === undefined) missing.push('OS_APPLICATION_CREDENTIAL_SECRET');
    return missing;
  }
  if (needsUser) missing.push('OS_USERNAME');
  if (settings.password === undefined) missing.push('OS_PASSWORD');
  return missing;
}

// A password is the better one to have, because it can renew; a token beside it counts only when it is asked for.
const usesToken = (settings: Settings): boolean =>
  settings.auth_type === 'token' || settings.auth_type === 'v3token' ||
  (settings.token !== undefined && settings.password === undefined && settings.application_credential_secret === undefined);

const usesApplicationCredential = (settings: Settings): boolean =>
  settings.auth_type === undefined
    ? settings.application_credential_secret !== undefined && settings.password === undefined && settings.token === undefined
    : settings.auth_type === 'v3applicationcredential';

function secretOf(settings: Settings): Pick<Credentials, 'token' | 'password' | 'applicationCredential'> {
  if (usesToken(settings)) return { token: settings.token ?? '' };
  if (!usesApplicationCredential(settings)) return { password: settings.password ?? '' };
  const { application_credential_id: id, application_credential_name: name = '', application_credential_secret: secret = '' } = settings;
  return { applicationCredential: id === undefined ? { name, secret } : { id, secret } };
}

function scopeOf(settings: Settings): Scope {
  const projectId = settings.project_id ?? settings.tenant_id;
  const projectName = settings.project_name ?? settings.tenant_name;
  if (settings.system_scope === 'all') return { system: true };
  if (projectId !== undefined) return { projectId };
  if (projectName === undefined) return { unscoped: true };
  const domainId = settings.project_domain_id ?? settings.domain_id;
  return { projectName, projectDomain: domainOf(domainId, settings.project_domain_name ?? settings.domain_name) };
}

const domainOf = (id: string | undefined, name: string | undefined): DomainName =>
  id !== undefined ? { id } : name !== undefined ? { name } : { id: 'default' };

function interfaceOf(text = 'public'): EndpointInterface {
  const name = text.replace(/URL$/, '');
  if (name === 'public' || name === 'internal' || name === 'admin') return name;
  throw badRequest(`The endpoint interface ${text} is unknown: it is public, internal or admin.`);
}

const notBlank = (text: string | undefined): string | undefined => (text === undefined || text.trim() === '' ? undefined : text);
