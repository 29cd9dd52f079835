/** If the highest value is this many times the median, the other values look flat on a linear scale. */
const SQUASHING = 8;

/** The scale on which most values can be distinguished; linear if a value has no logarithm. */
export function chooseScale(values: readonly number[]): 'linear' | 'log' {
  const sorted = values.toSorted((a, b) => a - b);
  const [lowest] = sorted;
  const highest = sorted.at(-1);
  const median = sorted[Math.floor((sorted.length - 1) / 2)];
  if (lowest === undefined || highest === undefined || median === undefined || lowest <= 0) return 'linear';
  return highest > SQUASHING * median ? 'log' : 'linear';
}
