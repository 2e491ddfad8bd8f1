import { findProject } from '../../sdk/find.ts';
import { defineCommand } from '../command.ts';
import { requireChange } from '../switches.ts';

export default defineCommand({
  args: { project: { help: 'name or id' } },
  options: {
    instances: { type: 'int', min: -1, help: 'servers; -1 is no limit' },
    cores: { type: 'int', min: -1, help: 'processors; -1 is no limit' },
    ram: { type: 'int', value: 'mib', min: -1, help: 'memory in MiB; -1 is no limit' },
    keyPairs: { type: 'int', min: -1, help: 'keypairs of a user' },
    serverGroups: { type: 'int', min: -1, help: 'server groups' },
    serverGroupMembers: { type: 'int', min: -1, help: 'servers of one group' },
    metadataItems: { type: 'int', min: -1, help: 'metadata of one server' },
    force: { type: 'bool', help: 'also below what is used' },
  },
  output: 'none',
  example: 'quota set shop --cores 40 --ram 65536',
  async run({ cloud: open, args, options }) {
    const wanted = {
      instances: options.instances, cores: options.cores, ram: options.ram, key_pairs: options.keyPairs, server_groups: options.serverGroups,
      server_group_members: options.serverGroupMembers, metadata_items: options.metadataItems,
    };
    const quota = requireChange(Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined)));
    const cloud = await open();
    const { id } = await findProject(cloud, args.project);
    await cloud.compute.call('updateQuotaSet', { path: { project_id: id }, body: { quota_set: { ...quota, ...(options.force ? { force: true } : {}) } } });
    return undefined;
  },
});
