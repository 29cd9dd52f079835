/** The mean of values; null if one of them is missing, or all. */
export function meanOf(values: readonly (number | null | undefined)[]): number | null {
  const known = values.filter((value) => typeof value === 'number');
  return known.length > 0 && known.length === values.length ? known.reduce((sum, value) => sum + value, 0) / known.length : null;
}
