import { createHash } from 'node:crypto';

/** Nova's hostId: who shares a host can be told within a project, and nothing beyond that. */
export const hostHash = (projectId: string, hostName: string): string => createHash('sha224').update(projectId + hostName).digest('hex');
