/** The objects of a reply: its rows, and the connections around them. */
export function countObjects(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const own = Array.isArray(value) ? 0 : 1;
  return Object.values(value).reduce<number>((sum, inner) => sum + countObjects(inner), own);
}
