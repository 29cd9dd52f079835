/** Whether two values of arguments (JSON, dates aside) are the same. Node's own comparison knows every kind of object and takes ten times as long. */
export function isSameValue(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const keys = Object.keys(one);
  if (keys.length !== Object.keys(other).length) return false;
  for (const key of keys) {
    if (!Object.hasOwn(other, key) || !isSameValue(Reflect.get(one, key), Reflect.get(other, key))) return false;
  }
  return true;
}
