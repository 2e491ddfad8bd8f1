import type { Project } from '../../sdk/find.ts';
import { column, longColumn } from '../columns.ts';

export const projectColumns = [
  column<Project>('id', 'ID', ({ id }) => id),
  column<Project>('name', 'Name', ({ name }) => name),
  column<Project>('enabled', 'Enabled', ({ enabled }) => enabled),
  column<Project>('description', 'Description', ({ description }) => description),
  longColumn<Project>('domain_id', 'Domain ID', (project) => project.domain_id),
  longColumn<Project>('parent_id', 'Parent ID', (project) => project.parent_id),
  longColumn<Project>('tags', 'Tags', ({ tags }) => tags),
];
