/**
 * The header of a creating request that may be repeated; nothing when no key was given. Everyone on the machine can read an
 * option while the command runs, so the environment may name the key too.
 */
export function idempotencyOf({ 'idempotency-key': asked }: { 'idempotency-key': string | undefined }, env: Readonly<Record<string, string | undefined>>): { headers?: Record<string, string> } {
  const key = asked ?? env['SAMPAN_IDEMPOTENCY_KEY'] ?? '';
  return key === '' ? {} : { headers: { 'Idempotency-Key': key } };
}
