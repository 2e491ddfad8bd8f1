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
  const lines = Object.entries(osVariables(readSecrets(cloud), who)).map(([key, value]) => `export ${key}=${quoted(value)}\n`);
  process.stdout.write(lines.join(''));
  return 0;
}

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
