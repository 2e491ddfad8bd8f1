import { constants } from 'node:os';
import { Fault } from '../../../openapi/serve/fault.ts';

/** The number of an image's `StopSignal` (image-spec, config.md): `SIGTERM`, `TERM`, `15`, `SIGRTMIN+3`; TERM when unset. */
export function stopSignal(name: string | null | undefined): number {
  if (!name) return constants.signals.SIGTERM;
  const upper = name.toUpperCase();
  if (/^\d+$/.test(upper) && Number(upper) >= 1 && Number(upper) <= 64) return Number(upper);
  const plain = upper.startsWith('SIG') ? upper : `SIG${upper}`;
  const known = (constants.signals as Record<string, number>)[plain];
  if (known !== undefined) return known;
  const realTime = /^SIGRT(MIN|MAX)(?:([+-])(\d+))?$/.exec(plain);
  if (realTime) {
    const [, base, sign, offset] = realTime;
    const number = (base === 'MIN' ? 34 : 64) + (sign === '-' ? -1 : 1) * Number(offset ?? 0);
    if (number >= 34 && number <= 64) return number;
  }
  throw new Fault('image-unusable', `The image names the stop signal '${name}', which is none. Use a name or number of signal(7).`);
}
