import { CostDocument, type CostLineFactsFragment } from '../../generated/graphql.ts';
import { fetchIfThere } from '../api/fetch-api.ts';
import { toUnitKinds, UNIT_SETS, type UnitSet } from '../pruning/unit-sets.ts';
import { type QuerySource, toQuerySource } from '../query/query-source.ts';

/** The cost of removing units of one kind from a model on one text, with the query behind it. */
export interface LoadedCost {
  readonly units: UnitSet;
  readonly text: string;
  readonly influence: CostLineFactsFragment | null;
  readonly best: CostLineFactsFragment | null;
  readonly random: CostLineFactsFragment | null;
  readonly finding: string;
  readonly model: { readonly slug: string; readonly name: string; readonly blockCount: number };
  readonly query: QuerySource;
}

/**
 * The cost of removing units of each kind from a model on a text; kinds of which nothing was removed are left out.
 * @param text null = the one that judges most removals
 */
export async function loadCosts(slug: string, text: string | null, sets: readonly UnitSet[] = UNIT_SETS): Promise<readonly LoadedCost[]> {
  const costs = await Promise.all(
    sets.map(async (units): Promise<readonly LoadedCost[]> => {
      const variables = { slug, units: toUnitKinds(units), text };
      const found = (await fetchIfThere(CostDocument, variables))?.model;
      if (!found?.removalCost) return [];
      const { removalCost, ...model } = found;
      const { sentence: finding, ...lines } = removalCost;
      if ((lines.influence ?? lines.best ?? lines.random) === null) return [];
      return [{ ...lines, finding, units, model, query: toQuerySource(CostDocument, variables) }];
    }),
  );
  return costs.flat();
}

/** The cost of removing blocks from each of these models, in their order; models of which no block was removed are left out. */
export async function loadBlockCosts(slugs: readonly string[]): Promise<readonly LoadedCost[]> {
  return (await Promise.all(slugs.map((slug) => loadCosts(slug, null, ['block'])))).flat();
}
