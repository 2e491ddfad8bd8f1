/**
 * TLS of a listener: the certificate's files are looked at now and then, and a changed pair takes effect for new
 * connections without a restart (what certbot and the like leave behind). A pair that does not fit together, as between
 * the writing of one file and of the other, is left alone and tried again; the old certificate stays in use meanwhile.
 */
import { readFileSync, statSync } from 'node:fs';
import type { Server } from 'node:http';
import { createSecureContext } from 'node:tls';
import { Fault } from './fault.ts';
import type { ConfigSchema } from './config.ts';
import type { Logger } from './log.ts';

export interface TlsFiles {
  /** PEM, the server's own certificate first, then those that lead to the authority. */
  certFile: string;
  keyFile: string;
}

/** A certificate and its key, as node's TLS takes them. */
export interface TlsPair {
  cert: string;
  key: string;
}

/** The keys of a service's configuration that switch TLS on, and that say whom it trusts as a client. */
export const tlsKeys = (prefix: string) =>
  ({
    tlsCertFile: { env: `${prefix}_TLS_CERT_FILE`, type: 'path', optional: true, help: 'Certificate (PEM, with its chain) of the listener; with tls_key_file it speaks HTTPS' },
    tlsKeyFile: { env: `${prefix}_TLS_KEY_FILE`, type: 'path', optional: true, help: 'Key of that certificate; both are read again when they change' },
    caFile: { env: `${prefix}_CA_FILE`, type: 'path', optional: true, help: 'Authorities (PEM) trusted beside the usual ones when other services are called' },
  }) as const satisfies ConfigSchema;

/** Both files or neither. */
export function tlsFilesOf({ tlsCertFile: certFile, tlsKeyFile: keyFile }: { tlsCertFile?: string | undefined; tlsKeyFile?: string | undefined }): TlsFiles | undefined {
  if (certFile === undefined && keyFile === undefined) return undefined;
  if (certFile === undefined || keyFile === undefined) {
    throw new Fault('bad-request', 'Configuration: tls_cert_file and tls_key_file go together; set both for HTTPS, or none.');
  }
  return { certFile, keyFile };
}

/** The address and port of a listener are known to everybody; its scheme follows from TLS. */
export const schemeOf = (tls: TlsFiles | undefined): 'http' | 'https' => (tls ? 'https' : 'http');

export function readTlsPair({ certFile, keyFile }: TlsFiles): TlsPair {
  try {
    const pair = { cert: readFileSync(certFile, 'utf8'), key: readFileSync(keyFile, 'utf8') };
    createSecureContext(pair);
    return pair;
  } catch (error) {
    throw new Fault('bad-request', `Cannot use the certificate ${certFile} with the key ${keyFile}: ${(error as Error).message}.`, { cause: error });
  }
}

/** Watches the files until the answered function is called. `listener` must be a TLS server. */
export function reloadWhenChanged(files: TlsFiles, listener: Server, log: Logger, intervalMs = 1000): () => void {
  let seen = stampOf(files);
  const timer = setInterval(() => {
    const stamp = stampOf(files);
    if (stamp === seen) return;
    try {
      (listener as Server & { setSecureContext(pair: TlsPair): void }).setSecureContext(readTlsPair(files));
      seen = stamp;
      log.info({ certFile: files.certFile }, 'the certificate was read again; new connections get it');
    } catch (error) {
      if (stamp !== refused) log.warn({ error, certFile: files.certFile }, 'the changed certificate cannot be used; the one before stays in use');
      refused = stamp;
    }
  }, intervalMs).unref();
  let refused = '';
  return () => clearInterval(timer);
}

/** Changes whenever one of the files does; a file that is away for a moment is no change. */
function stampOf({ certFile, keyFile }: TlsFiles): string {
  return [certFile, keyFile]
    .map((file) => statSync(file, { throwIfNoEntry: false }))
    .map((found) => (found ? `${found.mtimeMs}/${found.size}/${found.ino}` : 'away'))
    .join(' ');
}

/** True when only this machine can reach it. */
export const isLoopback = (host: string): boolean => host === 'localhost' || host === '::1' || /^127\./.test(host);
