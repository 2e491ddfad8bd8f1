import { badRequest } from '../../openapi/serve/fault.ts';
import type { Period } from './usage-sums.ts';

const fourWeeksMs = 28 * 86_400_000;

/** Times without a zone are UTC, as with Nova; the default is the last four weeks. */
export function readPeriod(query: { start?: string; end?: string }, now: Date): Period {
  const end = query.end === undefined ? now : timeOf('end', query.end);
  const start = query.start === undefined ? new Date(end.getTime() - fourWeeksMs) : timeOf('start', query.start);
  if (start > end) throw badRequest('Invalid start time. The start time cannot occur after the end time.', { field: 'start' });
  return { start, end, now };
}

function timeOf(field: string, text: string): Date {
  const time = /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?)?Z?$/.test(text) ? new Date(`${text.replace(' ', 'T').replace(/Z$/, '')}${text.length > 10 ? 'Z' : ''}`) : undefined;
  if (!time || Number.isNaN(time.getTime())) throw badRequest(`Invalid ${field} time ${text}: send ISO 8601, as 2026-11-21T10:00:00.`, { field });
  return time;
}
