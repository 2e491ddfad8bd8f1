/** A range of port numbers as the values and masks that cover it and nothing else; undefined when it is every port. */
export function portMasks(min: number, max: number): { value: number; mask: number }[] | undefined {
  if (min <= 1 && max >= 65_535) return undefined;
  const masks: { value: number; mask: number }[] = [];
  for (let at = min; at <= max;) {
    // The largest block that begins here and does not reach beyond the end.
    let size = 1;
    while (at % (size * 2) === 0 && at + size * 2 - 1 <= max) size *= 2;
    masks.push({ value: at, mask: 0xffff - (size - 1) });
    at += size;
  }
  return masks;
}
