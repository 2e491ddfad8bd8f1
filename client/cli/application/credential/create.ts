import { column, record } from '../../columns.ts';
import { defineCommand } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { readPassword } from '../../user/password.ts';
import { applicationCredentialColumns } from './columns.ts';
import type { ApplicationCredential } from './columns.ts';

export default defineCommand({
  args: { name: { help: 'the name' } },
  options: {
    role: { type: 'list', value: 'name', help: 'a role that it is to have; may be repeated; all of yours without' },
    expires: { type: 'string', value: 'time', help: 'when it ends: 2027-01-31T12:00:00, in UTC' },
    secretFile: { type: 'string', value: 'file', help: 'read the secret from a file (- is standard input) rather than have one made' },
    accessRule: { type: 'list', value: 'rule', help: 'what it may be used for: "compute GET /v2.1/servers/**"; may be repeated' },
    unrestricted: { type: 'bool', help: 'it may make other credentials; dangerous' },
    description: { type: 'string', help: 'what it is for' },
  },
  output: 'record',
  example: 'application credential create ci --role member --access-rule "compute GET /v2.1/servers/**"',
  async run({ cloud: open, args, options, io }) {
    const rules = options.accessRule.map(readRule);
    const secret = await readPassword({ passwordFile: options.secretFile, passwordPrompt: false }, io);
    const cloud = await open();
    const { user } = (await cloud.auth()).body;
    const wanted = {
      name: args.name,
      unrestricted: options.unrestricted,
      ...(options.role.length > 0 && { roles: options.role.map((name) => ({ name })) }),
      ...(options.expires !== undefined && { expires_at: options.expires }),
      ...(secret !== undefined && { secret }),
      ...(rules.length > 0 && { access_rules: rules }),
      ...(options.description !== undefined && { description: options.description }),
    };
    const { body } = await cloud.identity.call('createApplicationCredential', { path: { id: user.id }, body: { application_credential: wanted } });
    // Nobody can show it again.
    return record(body.application_credential, [...applicationCredentialColumns, column<ApplicationCredential>('secret', 'Secret', (one) => one.secret)]);
  },
});

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

function readRule(text: string): { service: string; method: (typeof methods)[number]; path: string } {
  const [service = '', word = '', path = '', ...rest] = text.trim().split(/\s+/);
  const method = methods.find((one) => one === word.toUpperCase());
  if (!method || !path.startsWith('/') || rest.length > 0) throw new UsageError(`The access rule ${JSON.stringify(text)} is not of the form "SERVICE METHOD /PATH".`);
  return { service, method, path };
}
