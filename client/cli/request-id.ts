/** The request id of an answer; the action that was asked for carries the same. */
export const requestIdOf = ({ headers }: { headers: Record<string, string> }): string => headers['x-openstack-request-id'] ?? '';
