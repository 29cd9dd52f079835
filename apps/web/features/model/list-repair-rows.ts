import type { ModelRepairsQuery } from '../../generated/graphql.ts';

export type RepairFacts = NonNullable<ModelRepairsQuery['model']>['repairComparison'];
type RepairStep = RepairFacts['steps'][number];

/** One removal with one repair, and how many layers it removes. */
export type RepairRow = RepairStep['results'][number] & { readonly id: string; readonly removedCount: number };

/** Rows of the table: the first strategy of each count that has every repair, so that each line of the charts follows one strategy. */
export function listRepairRows({ steps }: RepairFacts): readonly RepairRow[] {
  const strategies = Map.groupBy(
    steps.flatMap(({ results }) => results.filter(({ repair }) => repair !== 'NONE')),
    ({ strategy }) => strategy,
  );
  // No strategy has a repair where none was measured.
  const [strategy] = [...strategies].toSorted(([, a], [, b]) => b.length - a.length)[0] ?? [];
  return steps.flatMap(({ removedCount, results }) => {
    const shown = results.filter((result) => result.strategy === strategy || isAloneOf(result, results, strategy));
    return shown.map((result, place) => ({ ...result, removedCount, id: `${removedCount}-${place}` }));
  });
}

/** Another strategy may have stored the same removal alone first. */
function isAloneOf(result: RepairStep['results'][number], results: RepairStep['results'], strategy: string | undefined): boolean {
  return (
    result.repair === 'NONE' &&
    results.some((other) => other.strategy === strategy && other.repair !== 'NONE' && other.removed.join() === result.removed.join())
  );
}
