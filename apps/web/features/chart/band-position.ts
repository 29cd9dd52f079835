/** A scale of bands or points of d3. */
interface BandScale<Value> {
  (value: Value): number | undefined;
  bandwidth(): number;
}

/** Where the band of a value begins. @throws Error for a value that the scale was not made of. */
export function getBandStart<Value>(scale: BandScale<Value>, value: Value): number {
  const start = scale(value);
  if (start === undefined) throw new Error(`the scale has no band for ${String(value)}`);
  return start;
}

/** The middle of the band of a value. @throws Error for a value that the scale was not made of. */
export function getBandMiddle<Value>(scale: BandScale<Value>, value: Value): number {
  return getBandStart(scale, value) + scale.bandwidth() / 2;
}
