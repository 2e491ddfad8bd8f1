import { migrations } from '../../region/db/migrations/index.ts';
import { schemaCopies } from './schema-copies.ts';

/** Databases with the region's schema. */
export const regionSchema = schemaCopies(migrations);
