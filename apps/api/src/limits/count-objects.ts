/**
 * The objects of a reply: its rows, and the connections around them. NaN if it may hold a number that JSON lacks; PostgreSQL writes those as texts.
 *
 * Plain loops, because a reply has tens of thousands of values; a loop over the keys of a list would create a text for each index.
 */
export function countObjects(value: unknown): number {
  if (typeof value === 'number') return Number.isFinite(value) ? 0 : Number.NaN;
  if (typeof value === 'string') return value === 'NaN' || value === 'Infinity' || value === '-Infinity' ? Number.NaN : 0;
  if (typeof value !== 'object' || value === null) return 0;
  let sum = Array.isArray(value) ? 0 : 1;
  if (Array.isArray(value)) for (const inner of value) sum += countObjects(inner);
  else for (const key in value) sum += countObjects((value as Readonly<Record<string, unknown>>)[key]);
  return sum;
}
