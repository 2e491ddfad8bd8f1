import { findProject } from '../../../sdk/find.ts';
import { record } from '../../columns.ts';
import { defineCommand } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { ec2Columns } from './columns.ts';

export default defineCommand({
  options: { project: { type: 'string', help: 'name or id; the token\'s project without' } },
  output: 'record',
  example: 'ec2 credentials create',
  async run({ cloud: open, options }) {
    const cloud = await open();
    const { user, project } = (await cloud.auth()).body;
    const tenantId = options.project === undefined ? project?.id : (await findProject(cloud, options.project)).id;
    if (tenantId === undefined) throw new UsageError('The token has no project: name one with --project.');
    const { body } = await cloud.identity.call('createEc2Credential', { path: { id: user.id }, body: { tenant_id: tenantId } });
    return record(body.credential, ec2Columns);
  },
});
