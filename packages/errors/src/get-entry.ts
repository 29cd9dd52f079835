/** The entry of a key that the map must hold. @throws Error where it does not. */
export function getEntry<Key, Value>(map: ReadonlyMap<Key, Value>, key: Key): Value {
  const value = map.get(key);
  if (value === undefined) throw new Error(`a map of ${map.size} entries has none for ${String(key)}`);
  return value;
}
