import { Fault } from '../../openapi/serve/fault.ts';
import type { Driver } from '../drivers/driver.ts';

export const notSupportedHere = ({ kind }: Pick<Driver, 'kind'>, what: string): Fault =>
  new Fault('not-supported', `A server of the kind ${kind} cannot ${what} on this host.`, { details: { kind } });
