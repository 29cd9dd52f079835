/** The element at an index that must exist. @throws Error if it does not. */
export function getAt<Element>(list: readonly Element[], place: number): Element {
  const element = list[place];
  if (element === undefined) throw new Error(`A list of ${list.length} has no element at ${place}`);
  return element;
}
