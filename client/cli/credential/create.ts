import { findProject } from '../../sdk/find.ts';
import { record } from '../columns.ts';
import { defineCommand } from '../command.ts';
import { UsageError } from '../errors.ts';
import { readPassword } from '../user/password.ts';
import { credentialColumns } from './columns.ts';

/** What is kept is a secret, so it comes from a file and not from the command line. */
export default defineCommand({
  options: {
    type: { type: 'string', required: true, help: 'what it is: cert, totp, ec2 or any other word' },
    dataFile: { type: 'string', value: 'file', required: true, help: 'what to keep; - is standard input' },
    project: { type: 'string', help: 'the project that it is for' },
  },
  output: 'record',
  example: 'credential create --type cert --data-file cert.pem',
  async run({ cloud: open, options, io }) {
    const blob = await readPassword({ passwordFile: options.dataFile, passwordPrompt: false }, io);
    if (blob === undefined) throw new UsageError('There is nothing to keep.');
    const cloud = await open();
    const project = options.project === undefined ? undefined : await findProject(cloud, options.project);
    const credential = { type: options.type, blob, ...(project && { project_id: project.id }) };
    return record((await cloud.identity.call('createCredential', { body: { credential } })).body.credential, credentialColumns);
  },
});
