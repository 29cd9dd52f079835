/** The element at a place that must exist, as an index that comes from the list itself or from one of equal length. @throws Error where it does not. */
export function getAt<Element>(list: ArrayLike<Element>, place: number): Element {
  const element = list[place];
  if (element === undefined) throw new Error(`a list of ${list.length} has no element at ${place}`);
  return element;
}
