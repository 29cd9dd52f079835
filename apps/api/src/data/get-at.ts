/** The element at a place that must exist. @throws Error where it does not. */
export function getAt<Element>(list: readonly Element[], place: number): Element {
  const element = list[place];
  if (element === undefined) throw new Error(`A list of ${list.length} has no element at ${place}`);
  return element;
}
