import { CostDocument, TextsOfModelsDocument } from '../../generated/graphql.ts';
import { fetchIfThere } from '../api/fetch-api.ts';
import { fetchNodes } from '../api/fetch-nodes.ts';
import { toUnitKinds, UNIT_SETS, type UnitSet } from '../pruning/unit-sets.ts';
import { type QuerySource, toQuerySource } from '../query/query-source.ts';
import { type Cost, type CostSteps, readCost } from './read-cost.ts';

/** A model, and a text on which the whole model was evaluated. */
export interface ModelText {
  readonly slug: string;
  readonly name: string;
  readonly blockCount: number;
  /** Where its files come from: 'bundled' with Lamina, or another place. */
  readonly source: string;
  readonly text: string;
}

/** Every model with every text that it was evaluated on; of the given models, or of all. */
export async function listModelTexts(models: string[] | null): Promise<readonly ModelText[]> {
  const nodes = await fetchNodes({ document: TextsOfModelsDocument, variables: { models }, pick: ({ evaluations }) => evaluations });
  const all = nodes.map(({ model, benchmark }): ModelText => ({ ...model, text: benchmark.name }));
  return [...new Map(all.map((one) => [`${one.slug}/${one.text}`, one])).values()].toSorted(
    (a, b) => a.name.localeCompare(b.name, 'en') || a.text.localeCompare(b.text, 'en'),
  );
}

// Of units of this kind.
const NOT_REMOVED: CostSteps = [];

/** A cost with the query behind it. */
export type LoadedCost = Cost & { readonly model: ModelText; readonly query: QuerySource };

/** What removing units of each kind costs a model on a text; kinds of which nothing was removed are left out. */
export async function loadCosts(model: ModelText, sets: readonly UnitSet[] = UNIT_SETS): Promise<readonly LoadedCost[]> {
  const costs = await Promise.all(
    sets.map(async (units): Promise<LoadedCost> => {
      const variables = { slug: model.slug, units: toUnitKinds(units), benchmark: model.text };
      const reply = await fetchIfThere(CostDocument, variables);
      const steps = reply?.model?.strategyComparison.steps ?? NOT_REMOVED;
      return {
        ...readCost(steps, units),
        model,
        query: toQuerySource(CostDocument, variables),
      };
    }),
  );
  return costs.filter(({ influence, best, random }) => influence !== null || best !== null || random !== null);
}

/** The same for each model of these texts, in their order, and each of its texts. Texts on which nothing was removed are left out. */
export async function loadCostsOnTexts(
  texts: readonly ModelText[],
  sets: readonly UnitSet[] = UNIT_SETS,
): Promise<readonly (readonly (readonly LoadedCost[])[])[]> {
  const models = [...Map.groupBy(texts, ({ slug }) => slug).values()];
  const costs = await Promise.all(models.map((ofModel) => Promise.all(ofModel.map((text) => loadCosts(text, sets)))));
  return costs.map((onTexts) => onTexts.filter((found) => found.length > 0)).filter((onTexts) => onTexts.length > 0);
}

/** The costs on the text that judges most removals: no text judges what was chosen on its source. */
export function pickMostJudged(onTexts: readonly (readonly LoadedCost[])[]): readonly LoadedCost[] {
  return pickText(onTexts, (costs) =>
    costs.flatMap(({ influence, best }) => [influence, best].flatMap((line) => (line ? line.points : []))),
  );
}

/** The costs on the text with most of what `list` finds. */
export function pickText(
  onTexts: readonly (readonly LoadedCost[])[],
  list: (costs: readonly LoadedCost[]) => readonly unknown[],
): readonly LoadedCost[] {
  // Without texts there are no costs.
  return onTexts.toSorted((a, b) => list(b).length - list(a).length)[0] ?? [];
}

/** What removing blocks costs each of these models, in their order, on the text that judges most; models of which no block was removed are left out. */
export async function loadBlockCosts(models: readonly string[]): Promise<readonly LoadedCost[]> {
  const texts = models.length === 0 ? [] : await listModelTexts([...models]);
  const ordered = texts.toSorted((a, b) => models.indexOf(a.slug) - models.indexOf(b.slug));
  return (await loadCostsOnTexts(ordered, ['block'])).flatMap(pickMostJudged);
}
