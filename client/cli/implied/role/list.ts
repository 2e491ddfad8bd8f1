import { column, list } from '../../columns.ts';
import { defineCommand } from '../../command.ts';

interface Rule {
  prior: { id: string; name: string };
  implied: { id: string; name: string };
}

export default defineCommand({
  output: 'list',
  example: 'implied role list',
  async run({ cloud: open }) {
    const cloud = await open();
    const { role_inferences: rules } = (await cloud.identity.call('listRoleInferences')).body;
    const rows = rules.flatMap(({ prior_role: prior, implies }) => implies.map((implied): Rule => ({ prior, implied })));
    return list(rows, [
      column<Rule>('prior_role', 'Prior role', ({ prior }) => prior.name),
      column<Rule>('implied_role', 'Implied role', ({ implied }) => implied.name),
      column<Rule>('prior_role_id', 'Prior role ID', ({ prior }) => prior.id),
      column<Rule>('implied_role_id', 'Implied role ID', ({ implied }) => implied.id),
    ]);
  },
});
