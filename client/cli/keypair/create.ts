import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Fault } from '../../../openapi/serve/fault.ts';
import { record } from '../columns.ts';
import { defineCommand } from '../command.ts';
import { UsageError } from '../errors.ts';
import { keypairColumns } from './keypair-columns.ts';

export default defineCommand({
  args: { name: { help: 'the name' } },
  options: {
    publicKey: { type: 'string', value: 'file', help: 'a public key to import, as ~/.ssh/id_ed25519.pub; default is a new pair' },
    privateKey: { type: 'string', value: 'file', help: 'where the private key of a new pair goes; default is standard output' },
  },
  output: 'record',
  example: 'keypair create laptop --private-key laptop.pem',
  async run({ cloud: open, args, options, io }) {
    if (options.publicKey !== undefined && options.privateKey !== undefined) throw new UsageError('--public-key imports a key, of which there is no private one to write: leave out --private-key.');
    const cwd = io.cwd ?? process.cwd();
    const publicKey = options.publicKey === undefined ? undefined : await readKey(resolve(cwd, options.publicKey));
    const cloud = await open();
    const { keypair } = (await cloud.compute.call('createKeypair', { body: { keypair: { name: args.name, ...(publicKey === undefined ? {} : { public_key: publicKey }) } } })).body;
    if (keypair.private_key === undefined) return record(keypair, keypairColumns);
    if (options.privateKey === undefined) {
      io.stdout.write(keypair.private_key);
      return undefined;
    }
    // It is nowhere else: an older file of that name is not written over.
    await writeFile(resolve(cwd, options.privateKey), keypair.private_key, { mode: 0o600, flag: 'wx' }).catch(async (error: Error) => {
      await cloud.compute.call('deleteKeypair', { path: { name: args.name } });
      throw new Fault('bad-request', `Cannot write the private key to ${String(options.privateKey)}: ${error.message}. The keypair was not kept.`);
    });
    return record(keypair, keypairColumns);
  },
});

async function readKey(file: string): Promise<string> {
  return (await readFile(file, 'utf8').catch((error: Error) => {
    throw new Fault('bad-request', `Cannot read the public key: ${error.message}.`);
  })).trim();
}
