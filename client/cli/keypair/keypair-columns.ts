import type { Keypair } from '../../sdk/find-compute.ts';
import { column, longColumn } from '../columns.ts';

export const keypairColumns = [
  column<Keypair>('name', 'Name', ({ name }) => name),
  column<Keypair>('fingerprint', 'Fingerprint', ({ fingerprint }) => fingerprint),
  longColumn<Keypair>('public_key', 'Public key', (keypair) => keypair.public_key),
];
