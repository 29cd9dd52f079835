import { blocksOf, removalOf, UNIT_KINDS, type Unit } from './removal.ts';

/** A model must have these for units to be removed from it. */
export interface RemovableModel {
  readonly slug: string;
  readonly blockCount: number;
}

/** Why these units cannot be removed from a model, as a part of a sentence; null if they can. Blocks are called layers, as in the API. */
export function findRemovalProblem(units: readonly Unit[], { slug, blockCount }: RemovableModel): string | null {
  if (units.length === 0) return 'a set of units names none';
  const lists = UNIT_KINDS.map((kind) => blocksOf(units, kind));
  const write = (list: readonly number[]) => `the removal [${list.join(', ').slice(0, 100)}]`;
  const repeating = lists.find((list) => new Set(list).size < list.length);
  if (repeating) return `${write(repeating)} names a layer twice`;
  const outside = lists.find((list) => list.some((index) => !Number.isSafeInteger(index) || index < 0 || index >= blockCount));
  if (outside) return `${write(outside)} names a layer that does not exist; ${slug} has layers 0 to ${blockCount - 1}`;
  const blocks = blocksOf(removalOf(units), 'block');
  return blocks.length < blockCount ? null : `${write(blocks)} leaves no layer of ${slug}; it must name 1 to ${blockCount - 1} layers`;
}
