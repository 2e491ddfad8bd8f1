import { readFileSync } from 'node:fs';
import { rootCertificates } from 'node:tls';
import { Fault } from '../serve/fault.ts';

/** The usual authorities and those of a PEM file, for `ClientOptions.ca`; undefined (the usual ones) without a file. */
export function trustedAuthorities(caFile: string | undefined): string[] | undefined {
  if (caFile === undefined) return undefined;
  let pem: string;
  try {
    pem = readFileSync(caFile, 'utf8');
  } catch (error) {
    throw new Fault('bad-request', `Cannot read the file of trusted authorities ${caFile}: ${(error as Error).message}.`, { cause: error });
  }
  if (!pem.includes('-----BEGIN CERTIFICATE-----')) throw new Fault('bad-request', `The file of trusted authorities ${caFile} holds no certificate in PEM form.`);
  return [...rootCertificates, pem];
}
