import { badRequest } from '../../openapi/serve/fault.ts';
import type { Db } from '../../openapi/serve/db.ts';
import { keypairForServer } from '../keypairs/find-keypair.ts';
import type { ServerSpec } from '../wire.ts';

export type GuestSetup = NonNullable<ServerSpec['guest']>;

/** What a request says of the guest's first boot, in the wire's own words. */
export interface AskedGuest {
  user_data?: string | null;
  config_drive?: boolean | string | null;
  personality?: readonly { path: string; contents: string }[];
}

export interface GuestParts {
  asked: AskedGuest;
  key: { name: string; public_key: string } | undefined;
  passwordHash: string;
}

export function guestSetup({ asked, key, passwordHash }: GuestParts): GuestSetup {
  if (typeof asked.user_data === 'string') requireBase64('user_data', asked.user_data);
  const files = filesOf(asked.personality);
  return {
    password_hash: passwordHash,
    ...(key ? { keys: [key] } : {}),
    ...(typeof asked.user_data === 'string' ? { user_data: asked.user_data } : {}),
    ...(configDriveOf(asked.config_drive) ? { config_drive: true } : {}),
    ...(files ? { files } : {}),
  };
}

/** A copy of the caller's key for a server: what becomes of the keypair later does not touch it. */
export async function serverKey(db: Db, userId: string, name: string): Promise<{ name: string; public_key: string }> {
  const { publicKey } = await keypairForServer(db, userId, name);
  return { name, public_key: publicKey };
}

/** Clients say it in many ways; an empty text means no. */
export function configDriveOf(value: boolean | string | null | undefined): boolean {
  const text = String(value ?? '').toLowerCase();
  if (['true', '1', 't', 'yes', 'on', 'y'].includes(text)) return true;
  if (['false', '0', 'f', 'no', 'off', 'n', ''].includes(text)) return false;
  throw badRequest(`Invalid input for field/attribute config_drive. Value: ${text.slice(0, 60)}. It is neither true nor false.`, { field: 'server.config_drive' });
}

/** Files that are there at the first boot; paths are absolute, contents base64. */
export function filesOf(personality: AskedGuest['personality']): GuestSetup['files'] {
  if (personality === undefined || personality.length === 0) return undefined;
  return personality.map(({ path, contents }, index) => {
    if (!path.startsWith('/') || path.split('/').includes('..')) {
      throw badRequest(`Invalid input for field/attribute path. Value: ${path}. It is to be absolute, without '..'.`, { field: `server.personality[${index}].path` });
    }
    requireBase64(`personality[${index}].contents`, contents);
    return { path, contents };
  });
}

export function requireBase64(field: string, text: string): void {
  const bare = text.replaceAll(/\s/g, '');
  if (bare.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(bare)) throw badRequest(`Invalid input for field/attribute ${field}. It is not a 'base64'`, { field: `server.${field}` });
}
