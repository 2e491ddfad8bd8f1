import { readFileSync } from 'node:fs';
import type { LocalCloud } from './cloud.ts';

/** The users that a new cloud has, as the region's bootstrap wrote them (0600). */
export interface LocalSecrets {
  auth_url: string;
  region: string;
  admin: LocalUser;
  demo: LocalUser;
}

export interface LocalUser {
  user: string;
  password: string;
  project: string;
  domain: string;
}

/** `sampan env admin|demo`: exports that `eval` takes in any POSIX shell. */
export async function printEnv(cloud: LocalCloud, args: string[]): Promise<number> {
  const who = args[0] ?? 'demo';
  if (who !== 'admin' && who !== 'demo') {
    process.stderr.write(`sampan env knows admin and demo, not ${who}.\n`);
    return 2;
  }
  process.stdout.write(exportLines(readSecrets(cloud), who));
  return 0;
}

/** What another cloud's variables would say goes first: a left-over OS_PROJECT_ID or OS_CLOUD beats or breaks what follows. */
export function exportLines(secrets: LocalSecrets, who: 'admin' | 'demo'): string {
  const variables = osVariables(secrets, who);
  const foreign = credentialVariables.filter((name) => !(name in variables));
  return `unset ${foreign.join(' ')}\n${Object.entries(variables).map(([name, value]) => `export ${name}=${quoted(value)}\n`).join('')}`;
}

/** The environment without any word about a cloud. */
export const withoutCloud = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('OS_')));

const credentialVariables = [
  'OS_CLOUD', 'OS_AUTH_URL', 'OS_AUTH_TYPE', 'OS_TOKEN', 'OS_USERNAME', 'OS_USER_ID', 'OS_PASSWORD', 'OS_PROJECT_NAME', 'OS_PROJECT_ID', 'OS_TENANT_NAME', 'OS_TENANT_ID',
  'OS_USER_DOMAIN_NAME', 'OS_USER_DOMAIN_ID', 'OS_PROJECT_DOMAIN_NAME', 'OS_PROJECT_DOMAIN_ID', 'OS_DOMAIN_NAME', 'OS_DOMAIN_ID', 'OS_SYSTEM_SCOPE', 'OS_TRUST_ID',
  'OS_APPLICATION_CREDENTIAL_ID', 'OS_APPLICATION_CREDENTIAL_NAME', 'OS_APPLICATION_CREDENTIAL_SECRET', 'OS_REGION_NAME', 'OS_INTERFACE', 'OS_CACERT',
];

export function osVariables(secrets: LocalSecrets, who: 'admin' | 'demo'): Record<string, string> {
  const user = secrets[who];
  return {
    OS_AUTH_URL: secrets.auth_url,
    OS_IDENTITY_API_VERSION: '3',
    OS_USERNAME: user.user,
    OS_PASSWORD: user.password,
    OS_PROJECT_NAME: user.project,
    OS_USER_DOMAIN_NAME: user.domain,
    OS_PROJECT_DOMAIN_NAME: user.domain,
    OS_REGION_NAME: secrets.region,
  };
}

export function readSecrets(cloud: LocalCloud): LocalSecrets {
  try {
    return JSON.parse(readFileSync(cloud.secretsFile, 'utf8')) as LocalSecrets;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT') throw new Error(`There is no cloud at ${cloud.home} yet (no ${cloud.secretsFile}). Run: sampan up`);
    if (code === 'EACCES') throw new Error(`${cloud.secretsFile} may be read by root only. Run this as root.`);
    throw error;
  }
}

const quoted = (value: string): string => `'${value.replaceAll("'", "'\\''")}'`;
