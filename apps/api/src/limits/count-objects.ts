/** The objects of a reply: its rows, and the connections around them. */
export function countObjects(value: unknown): number {
  return typeof value === 'object' && value !== null ? countOwn(value) : 0;
}

/** A plain loop: a reply has tens of thousands of values, most of them leaves. */
function countOwn(value: object): number {
  let sum = Array.isArray(value) ? 0 : 1;
  for (const key in value) {
    const inner: unknown = (value as Readonly<Record<string, unknown>>)[key];
    if (typeof inner === 'object' && inner !== null) sum += countOwn(inner);
  }
  return sum;
}
