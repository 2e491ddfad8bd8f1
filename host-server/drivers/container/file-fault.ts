import { Fault, isFault } from '../../../openapi/serve/fault.ts';

const meanings: Record<string, { code: ConstructorParameters<typeof Fault>[0]; why: string }> = {
  ENOENT: { code: 'not-found', why: 'there is no such file or directory' },
  ENOTDIR: { code: 'bad-request', why: 'a part of it is no directory' },
  EISDIR: { code: 'bad-request', why: 'it is a directory' },
  ENOTEMPTY: { code: 'bad-request', why: 'it is a directory that is not empty' },
  EEXIST: { code: 'bad-request', why: 'something else is there under that name' },
  ELOOP: { code: 'conflict', why: 'it was changed at the same moment; try again' },
  ENXIO: { code: 'bad-request', why: 'it is no regular file' },
  ENAMETOOLONG: { code: 'bad-request', why: 'a part of it is too long' },
  EROFS: { code: 'conflict', why: 'the file system is read-only (the server is immutable, or that is the system’s own)' },
  ENOSPC: { code: 'disk-full', why: 'the disk is full; delete something in the server, or resize it' },
  EDQUOT: { code: 'disk-full', why: 'the server’s disk quota is used up; delete something in it, or resize it' },
  EACCES: { code: 'conflict', why: 'the kernel does not allow it there' },
  EPERM: { code: 'conflict', why: 'the kernel does not allow it there' },
};

/** What the kernel said of a guest's path, in words; a bug stays one. */
export function fileFault(error: unknown, path: string): unknown {
  if (isFault(error)) return error;
  const meaning = meanings[(error as NodeJS.ErrnoException).code ?? ''];
  return meaning ? new Fault(meaning.code, `${path} in the server: ${meaning.why}.`, { details: { field: 'path', path }, cause: error }) : error;
}
