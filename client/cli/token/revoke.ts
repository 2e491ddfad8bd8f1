import { text } from 'node:stream/consumers';
import { defineCommand } from '../command.ts';
import { UsageError } from '../errors.ts';

/** A token is a secret, and arguments can be read by everyone on the machine: another one comes by standard input. */
export default defineCommand({
  options: {
    stdin: { type: 'bool', help: 'revoke the token on standard input instead of one\'s own' },
    chain: { type: 'bool', help: 'and all tokens made from the same login' },
  },
  output: 'none',
  example: 'token revoke',
  async run({ cloud: open, options, io }) {
    if (options.stdin && !io.stdin) throw new UsageError('There is no standard input.');
    const given = options.stdin && io.stdin ? (await text(io.stdin)).trim() : undefined;
    if (given === '') throw new UsageError('Standard input holds no token.');
    const cloud = await open();
    const own = (await cloud.auth()).token;
    await cloud.identity.call('revokeToken', { headers: { 'X-Subject-Token': given ?? own }, ...(options.chain ? { query: { chain: '1' } } : {}) });
    if (given === undefined || given === own) await cloud.forget();
    return undefined;
  },
});
