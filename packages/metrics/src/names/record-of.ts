/** A value for each of some names. */
export function recordOf<Name extends string, Value>(names: readonly Name[], value: (name: Name) => Value): Readonly<Record<Name, Value>> {
  return Object.fromEntries(names.map((name) => [name, value(name)])) as Readonly<Record<Name, Value>>;
}
