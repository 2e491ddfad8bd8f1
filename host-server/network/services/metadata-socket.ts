import { join } from 'node:path';

/** Where doors bring servers' questions to. */
export const metadataSocketOf = ({ runDir }: { runDir: string }): string => join(runDir, 'network', 'metadata.sock');
