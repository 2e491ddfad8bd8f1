import type { IncomingMessage } from 'node:http';
import type { AnyReply } from '../../openapi/serve/handler.ts';
import type { Logger } from '../../openapi/serve/log.ts';
import type { Services } from '../services.ts';
import type { BlobCommits } from './blob-commits.ts';
import type { LayerInspector } from './layer-inspector.ts';
import type { RegistryTarget } from './parse-path.ts';
import type { Principal } from './principal.ts';
import type { UploadSessions } from './upload-sessions.ts';

/** What the registry's handlers stand on; made in compose.ts. */
export interface RegistryServices extends Services {
  sessions: UploadSessions;
  commits: BlobCommits;
  inspector: LayerInspector;
}

export type TargetOf<K extends RegistryTarget['kind']> = Extract<RegistryTarget, { kind: K }>;

export interface RegistryCall<T extends RegistryTarget = RegistryTarget> {
  target: T;
  query: URLSearchParams;
  headers: Record<string, string | string[] | undefined>;
  principal: Principal;
  /** The request's body. */
  message: IncomingMessage;
  /** HEAD: the answer's headers are wanted, and not its body. */
  isHead: boolean;
  log: Logger;
}

export type RegistryHandler<K extends RegistryTarget['kind']> = (call: RegistryCall<TargetOf<K>>) => Promise<AnyReply>;

export const oneHeader = (headers: RegistryCall['headers'], name: string): string | undefined => {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
};
