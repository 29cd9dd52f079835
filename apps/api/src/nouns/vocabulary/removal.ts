import { type EnumName, toEnumName } from '@lamina/metrics';
import type { UnitKind as PlanUnitKind } from '@lamina/plans';
import { SEARCHES, type SearchName, type SearchSettings, STRATEGIES, type StrategyName } from '@lamina/strategies';
import { defineEnum, type ValueOf } from '../../paging/define-enum.ts';

/** How units are chosen for removal; the value is the name in the strategies package. */
export const Strategy = defineEnum(
  'Strategy',
  'Strategy that chooses the units to remove.',
  Object.fromEntries(STRATEGIES.map(({ name, describe }) => [toEnumName(name), [name, `${describe}.`]])) as unknown as {
    readonly [Name in StrategyName as EnumName<Name>]: readonly [Name, string];
  },
);
export type Strategy = ValueOf<typeof Strategy>;

/** Description of the field chosenOn, wherever a strategy is named. */
export const CHOSEN_ON = 'Short name of the calibration text whose scores chose the units; null if no scores did, or if it is not known.';

/** Descriptions of the fields keepVocabulary and caveat, wherever a change is shown. */
export const KEPT =
  "Tokens that stay: of characters, as 'latin,greek', or at most a number, the most frequent ones of a bundled text, as 'ascii,wikipedia,65536'; null = all.";
export const CAVEAT = 'Sentences to know before taking it, such as what the model can no longer write; null = there is nothing to say.';

/** Ways to choose units by measuring models without them; the value is the name in the strategies package. */
export const Search = defineEnum(
  'Search',
  'Search that a score run can run: it measures models without units.',
  Object.fromEntries(SEARCHES.map(({ name, describe }) => [toEnumName(name), [name, `${describe}.`]])) as unknown as {
    readonly [Name in SearchName as EnumName<Name>]: readonly [Name, string];
  },
);
export type Search = ValueOf<typeof Search>;

type Fitness = SearchSettings['searchFitness'];

export const SearchFitness = defineEnum('SearchFitness', 'The quantity that a search minimises.', {
  DIVERGENCE: ['divergence', 'The divergence (KL) of the predictions from those of the whole model.'],
  LOSS: ['loss', 'The loss on the text.'],
} satisfies Record<EnumName<Fitness>, readonly [Fitness, string]>);
export type SearchFitness = ValueOf<typeof SearchFitness>;

export const UnitKind = defineEnum('UnitKind', 'Kinds of units that can be removed from a model.', {
  BLOCK: ['block', 'A whole layer.'],
  ATTENTION: [
    'attention',
    'The token mixer of a layer: its attention, in hybrids also a state-space or convolution mixer; with its cache.',
  ],
  MLP: ['mlp', 'The MLP of a layer, including its experts.'],
} satisfies Record<EnumName<PlanUnitKind>, readonly [PlanUnitKind, string]>);
export type UnitKind = ValueOf<typeof UnitKind>;
