import { badRequest } from '../../openapi/serve/fault.ts';
import type { NamePiece } from './list-store.ts';

/**
 * The part of regular expressions that clients use in `name`, `ip` and `description`: literal text, `\x`, `.`, `.*` and the anchors. Others are
 * refused (400): sqlite has no regular expressions, and running strangers' patterns in this process could halt it.
 */
export function parsePattern(field: string, pattern: string): NamePiece[] {
  const pieces: NamePiece[] = [];
  const start = pattern.startsWith('^');
  const end = pattern.endsWith('$') && !pattern.endsWith('\\$');
  const body = pattern.slice(start ? 1 : 0, end ? -1 : undefined);
  for (const [token] of body.matchAll(/\\.|\.\*|[^]/gu)) pieces.push(pieceOf(field, token, pattern));
  return [...(start ? [] : [{ any: 'text' } as const]), ...pieces, ...(end ? [] : [{ any: 'text' } as const])];
}

function pieceOf(field: string, token: string, pattern: string): NamePiece {
  if (token === '.*') return { any: 'text' };
  if (token === '.') return { any: 'character' };
  if (token.startsWith('\\') && token.length > 1) return { literal: token.slice(1) };
  if (/[\\|*+?()[\]{}^$]/.test(token)) {
    throw badRequest(`Cannot filter servers by the ${field} ${pattern}: of regular expressions only ., .*, ^, $ and \\ before a character are known here.`);
  }
  return { literal: token };
}
