import { getAt } from '@lamina/errors';

/**
 * Linear interpolation, as numpy.interp: the value of the nearest end outside the points.
 * @param places float64[n], ascending
 * @param values float64[n]
 */
export function interpolate(at: number, places: readonly number[], values: readonly number[]): number {
  const next = places.findIndex((place) => place >= at);
  if (next === -1) return getAt(values, values.length - 1);
  const [place, value] = [getAt(places, next), getAt(values, next)];
  if (next === 0 || place === at) return value;
  const [before, start] = [getAt(places, next - 1), getAt(values, next - 1)];
  return start + ((value - start) * (at - before)) / (place - before);
}
