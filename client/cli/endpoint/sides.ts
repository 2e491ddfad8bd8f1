/** Through which door an endpoint is reached. */
export const sides = ['public', 'internal', 'admin'] as const;

export type Side = (typeof sides)[number];

/** Options are checked against `sides` before a command runs. */
export const isSide = (text: string): text is Side => (sides as readonly string[]).includes(text);
