import { getAt } from '@lamina/errors';
import { countDifferences, countOperators } from './find-last-boundary.ts';
import { computes } from './read-pattern.ts';

/**
 * The entries, each moved back over the operators of the `back` segments before the first entry.
 *
 *     Shift ─►[entry 0]─► attention ─► Shift ─►[entry 1]─► attention        back = 1: both entries move before their Shift
 *
 * @returns undefined where other operators stand before an entry.
 */
export function moveBack(operators: readonly (readonly string[])[], entries: readonly number[], back: number): number[] | undefined {
  const [first = 0] = entries;
  const wanted = operators
    .slice(first - back, first)
    .flat()
    .filter(computes);
  if (wanted.length === 0) return undefined;
  const moved: number[] = [];
  for (const [block, entry] of entries.entries()) {
    const floor = block === 0 ? 0 : getAt(entries, block - 1) + 1;
    let cut = entry;
    const own: string[] = [];
    while (cut > floor && own.length < wanted.length) {
      cut -= 1;
      own.push(...getAt(operators, cut).filter(computes));
    }
    if (countDifferences(countOperators(own), countOperators(wanted)) > 0) return undefined;
    moved.push(cut);
  }
  return moved;
}
