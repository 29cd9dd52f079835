import type { AppError } from '@lamina/errors';
import type { MeasureId, RepairKind } from '@lamina/metrics';
import type { Removal, Unit, UnitKind } from '@lamina/plans';

/** The quantity that a search minimises. */
export type SearchQuantity = 'loss' | 'divergence' | 'influence';

/** How far a model without some units is from the whole model on some windows of the text, by the quantity of a search. */
export interface Judgement {
  /** Nats per counted token; of a loss the L of `text-loss@1`. */
  readonly mean: number;
  /** Nats of each window; of a loss those of the model without the units less those of the whole model. */
  readonly perWindow: readonly number[];
}

/** The model that a search asks. A `Step` reports how much of the text was read; a search passes it on. */
export interface SearchedModel<Step> {
  /** W, the windows of the text. */
  readonly windowCount: number;
  /** The reason why units cannot be removed together, and repaired in this way; null where they can. */
  findObstacle(removal: Removal, repair: RepairKind | null): AppError | null;
  /**
   * Reads some windows, default all, once under each removal. The divergence is KL(whole ‖ without the units), and also reads the whole model once. The
   * whole model's loss is read once for all judgements, and not counted.
   */
  judge(
    quantity: Exclude<SearchQuantity, 'influence'>,
    removals: readonly Removal[],
    windows?: readonly number[],
  ): AsyncGenerator<Step, readonly Judgement[]>;
  /** The influence of every unit of the search on the model without `removal`, whose runs may be repaired; null for removed units, and where it is undefined. */
  measureInfluences(removal: Removal, repair: RepairKind | null): AsyncGenerator<Step, readonly (number | null)[]>;
}

/** A setting of a search, as flags, forms and the API show it. */
export type SearchSetting = {
  /** Two or three words. */
  readonly label: string;
  readonly description: string;
} & (
  | { readonly kind: 'number'; readonly minimum: number; readonly maximum: number; readonly usual: number; readonly unit: string }
  | { readonly kind: 'numbers'; readonly minimum: number; readonly most: number; readonly usual: readonly number[] }
  | { readonly kind: 'choice'; readonly choices: readonly string[]; readonly usual: string }
);

type Settings = Readonly<Record<string, SearchSetting>>;

type ValueOf<Setting> = Setting extends { readonly choices: readonly (infer Choice)[] }
  ? Choice
  : Setting extends { readonly kind: 'number' }
    ? number
    : readonly number[];

/** The values of settings. */
export type ValuesOf<Named> = { readonly [Name in keyof Named]: ValueOf<Named[Name]> };

/** The units from which a search chooses, and how many. */
export interface SearchSize {
  /** Number of units. */
  readonly units: number;
  /** Numbers of units to remove together, each less than the units of the model. */
  readonly counts: readonly number[];
}

export interface SearchTask<Values> {
  /** The units that may be removed. */
  readonly units: readonly Unit[];
  /** How many of them to remove. */
  readonly count: number;
  /** The units that are removed before the search begins. */
  readonly removed: Removal;
  /** 0 for a search without seeds. */
  readonly seed: number;
  readonly settings: Values;
}

/** The result of one run of a search. */
export interface SearchOutcome {
  /** The units in the order of their removal. */
  readonly order: readonly Unit[];
  /** The quantity that was made small, after each removal of `order`; of units that go together, one value. */
  readonly values: readonly number[];
  /** The losses without each unit alone, from which measures of losses are computed; null for a search that does not leave out every unit alone. */
  readonly losses: UnitLosses | null;
}

/** The losses of windows with each unit left out in turn. */
export interface UnitLosses {
  /** float64[W], nats more than the whole model: 0 where nothing is removed beside the unit */
  readonly base: readonly number[];
  /** float64[W], nats more than the whole model, in the order of the units; null for a unit that cannot be left out */
  readonly without: readonly (readonly number[] | null)[];
}

/** A way to choose units by measuring models without them. One file in `searches/`, and one line in the list. */
export interface Search<Name extends string, Named extends Settings, Values = ValuesOf<Named>> {
  /** How it is stored, asked for and typed. */
  readonly name: Name;
  /** Its name in messages and forms. */
  readonly label: string;
  /** One sentence without a full stop. */
  readonly describe: string;
  /** Kinds of units that it can choose. */
  readonly units: readonly UnitKind[];
  /** `alone`: orders the units by what each costs alone. `order`: removes one after another. `set`: finds the units that go together, for each count. */
  readonly chooses: 'alone' | 'order' | 'set';
  /** The measures that it gives beside its choice. */
  readonly measures: readonly MeasureId[];
  /** Settings by their names, which no other search uses for another setting. A search that draws at random has `searchSeeds`. */
  readonly settings: Named;
  /** The quantity that it minimises. */
  judges(settings: Values): SearchQuantity;
  /** The repair of the removed units that its choice takes for granted; null for none. */
  repair(settings: Values): RepairKind | null;
  /** How often a model without units could read the text in the same time, at most. */
  reads(size: SearchSize, settings: Values): number;
  /** @throws AppError BAD_USER_INPUT where so many units cannot be removed together */
  run<Step>(model: SearchedModel<Step>, task: SearchTask<Values>): AsyncGenerator<Step, SearchOutcome>;
}

type Definition<Name extends string, Named extends Settings> = Omit<Search<Name, Named>, 'measures' | 'repair' | 'settings'> &
  Partial<Search<Name, Named>>;

/** A search without settings, without a repair and without measures of its own, where the definition does not say otherwise. */
export function defineSearch<const Name extends string, const Named extends Settings = Record<never, never>>(
  definition: Definition<Name, Named>,
): Search<Name, Named> {
  // A definition that leaves settings out has none.
  return { measures: [], repair: () => null, settings: {} as Named, ...definition };
}
