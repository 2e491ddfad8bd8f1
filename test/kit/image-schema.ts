import { migrations } from '../../image-service/db/migrations.ts';
import { schemaCopies } from './schema-copies.ts';

/** Databases with the image service's schema. */
export const imageSchema = schemaCopies(migrations);
