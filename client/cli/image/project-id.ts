import { isFault } from '../../../openapi/serve/fault.ts';
import { findProject } from '../../sdk/find.ts';
import type { Cloud } from '../../sdk/open-cloud.ts';
import { UsageError } from '../errors.ts';

/** The id that is meant. Who may not look projects up names them by id, and the image service takes any. */
export async function projectId(cloud: Cloud, text: string): Promise<string> {
  try {
    return (await findProject(cloud, text)).id;
  } catch (error) {
    if (isFault(error) && (error.status === 403 || error.status === 404) && /^[0-9a-f]{32}$/i.test(text)) return text;
    if (isFault(error) && error.status === 403) throw new UsageError(`${text} is no id of a project, and you may not look projects up by name: ask for its id.`);
    throw error;
  }
}
