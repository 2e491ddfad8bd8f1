/** The header of a creating request that may be repeated; nothing when no key was given. */
export const idempotencyOf = ({ 'idempotency-key': key }: { 'idempotency-key': string | undefined }): { headers?: Record<string, string> } =>
  key === undefined ? {} : { headers: { 'Idempotency-Key': key } };
