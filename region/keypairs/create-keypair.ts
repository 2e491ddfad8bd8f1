import { isUniqueViolation } from '../../openapi/serve/db.ts';
import type { Db } from '../../openapi/serve/db.ts';
import { badRequest, Fault } from '../../openapi/serve/fault.ts';
import type { HandlerOf } from '../../openapi/serve/handler.ts';
import type { Ambient } from '../ambient.ts';
import type { Limits } from '../quotas/limits.ts';
import { keypairOwner } from './find-keypair.ts';
import { countKeypairs, insertKeypair } from './keypair-store.ts';
import { fingerprintOf, generateSshKey, parsePublicKey } from './ssh-key.ts';

/** Takes a public key, or makes a new pair: its private half is in this answer and nowhere else. */
export function createKeypair({ db, ambient, limits }: { db: Db; ambient: Ambient; limits: Limits }): HandlerOf<'compute', 'createKeypair'> {
  return async ({ auth, body, since }) => {
    const { name, public_key: given, type = 'ssh', user_id: forUser } = body.keypair;
    if (type !== 'ssh') throw badRequest(`Keypairs of the type ${type} are not kept: servers are reached by SSH keys. Leave out type.`, { field: 'keypair.type' });
    if (name.trim() !== name) throw badRequest(`Keypair data is invalid: the name "${name}" begins or ends with a space.`, { field: 'keypair.name' });
    const userId = keypairOwner(auth, forUser);
    const max = await limits.of(db, auth.projectId ?? '', 'key_pairs');
    if (max >= 0 && (await countKeypairs(db, userId)) >= max) throw new Fault('quota-exceeded', `Quota exceeded, too many key pairs: there may be ${max}. Delete one first.`);

    const made = given === undefined ? await generateSshKey('Generated-by-Sampan') : undefined;
    const publicKey = made?.publicKey ?? given ?? '';
    const parsed = parsePublicKey(publicKey);
    if (!parsed) throw badRequest('Keypair data is invalid: failed to generate fingerprint. Send one line of an OpenSSH public key, as in id_ed25519.pub.', { field: 'keypair.public_key' });
    const keypair = { userId, name, type, publicKey, fingerprint: fingerprintOf(parsed), createdAt: ambient.now().toISOString() };
    try {
      await insertKeypair(db, keypair);
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
      throw new Fault('already-exists', `Key pair '${name}' already exists.`, { cause: error });
    }
    const answer = { name, public_key: publicKey, fingerprint: keypair.fingerprint, user_id: userId, ...(made ? { private_key: made.privateKey } : {}) };
    return since('2.2') ? { status: 201, body: { keypair: { ...answer, type } } } : { status: 200, body: { keypair: answer } };
  };
}
