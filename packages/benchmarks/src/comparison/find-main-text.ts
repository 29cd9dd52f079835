import { findMost } from './find-most.ts';

/** The text whose scores chose most of the removals; of equals, the first by name. Null where no scores were read. */
export function findMainText(removals: readonly { readonly chosenOn: string | null }[]): string | null {
  const [first] = findMost(
    removals.filter(({ chosenOn }) => chosenOn !== null),
    ({ chosenOn }) => [chosenOn],
  );
  return first?.chosenOn ?? null;
}
