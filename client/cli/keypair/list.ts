import { listAllKeypairs } from '../../sdk/find-compute.ts';
import { list } from '../columns.ts';
import { defineCommand } from '../command.ts';
import { keypairColumns } from './keypair-columns.ts';

export default defineCommand({
  output: 'list',
  example: 'keypair list',
  async run({ cloud: open }) {
    return list(await listAllKeypairs(await open()), keypairColumns);
  },
});
