import { isFault } from '../../../openapi/serve/fault.ts';
import { findProject } from '../../sdk/find.ts';
import type { Cloud } from '../../sdk/open-cloud.ts';

/** The id that is meant. Who may not look projects up names them by id, and the image service takes any. */
export async function projectId(cloud: Cloud, text: string): Promise<string> {
  try {
    return (await findProject(cloud, text)).id;
  } catch (error) {
    if (isFault(error) && (error.status === 403 || error.status === 404) && /^[0-9a-f]{32}$/i.test(text)) return text;
    throw error;
  }
}
