import { badRequest } from './fault.ts';
import type { AuthContext, Mount } from './handler.ts';

/**
 * Older clients put their project's id behind the version (`/v2.1/{project_id}/servers`), and mean the path without it (Nova's
 * API guide, "Versions"). Answers that path and the project; undefined for any other path.
 */
export function withoutProject(mounts: readonly Mount[], path: string): { path: string; project: string } | undefined {
  const mount = mounts.find(({ prefix, projectInPath }) => projectInPath && path.startsWith(`${prefix}/`));
  const found = mount && /^(\/v\d[\d.]*)\/([0-9a-f]{32})(\/.*)$/.exec(path.slice(mount.prefix.length));
  if (!mount || !found) return undefined;
  const [, version = '', project = '', rest = ''] = found;
  return { path: `${mount.prefix}${version}${rest}`, project };
}

/** Throws Nova's 400 when a path names another project than the token's. */
export function requireOwnProject({ pathProject, auth }: { pathProject?: string; auth: AuthContext }): void {
  if (pathProject === undefined || pathProject === auth.projectId) return;
  throw badRequest(`Malformed request URL: URL's project_id '${pathProject}' doesn't match Context's project_id '${auth.projectId ?? ''}'`);
}
