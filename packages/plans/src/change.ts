import { formatCount } from './format-count.ts';
import { describeRemoval, keyOfRemoval, type Removal, removesNothing } from './removal.ts';
import { listNamedTypes, readMixture, type WeightUnit } from './type-mixture.ts';
import { joinWords, nameClass } from './vocabulary/describe-lost.ts';
import { readKeptItems } from './vocabulary/kept-items.ts';

/**
 * A change of a model: units are removed, a repair replaces them, weights are stored in fewer bits, and tokens go.
 * `Repair` is how the caller knows a repair: by its kind, or by its settings and text.
 */
export interface Change<Repair = string> {
  readonly remove: Removal;
  /** Null: nothing replaces what is removed. */
  readonly repair: Repair | null;
  /** One of WEIGHT_PRECISIONS, for ONNX, or of WEIGHT_TYPE_NAMES or a mixture of these, for GGUF. Null: weights stay as they are. */
  readonly precision: string | null;
  /** The tokens that stay, as readKeptItems reads them: `latin`, or `ascii,wikipedia,65536`. Null: all tokens stay. */
  readonly keepVocabulary: string | null;
}

/** The whole model as it is. */
export const UNCHANGED: Change<never> = { remove: [], repair: null, precision: null, keepVocabulary: null };

/** The removal of units, with or without a repair of them, as a change. */
export function changeOf<Repair = never>(remove: Removal, repair: Repair | null = null): Change<Repair> {
  return { ...UNCHANGED, remove, repair };
}

/** Whether units alone go, with or without a repair: the weights that stay keep their numbers, and all tokens stay. */
export function isRemoval({ precision, keepVocabulary }: Pick<Change, 'precision' | 'keepVocabulary'>): boolean {
  return precision === null && keepVocabulary === null;
}

/** A text that is equal for equal changes, independent of the order of the keys of a repair: `3-4;attention:7;mlp:2 "linear" int8 tokens:latin`. */
export function keyOfChange({ remove, repair, precision, keepVocabulary }: Change<unknown>): string {
  const tokens = keepVocabulary === null ? null : `tokens:${keepVocabulary}`;
  return [keyOfRemoval(remove), JSON.stringify(sortKeys(repair)), precision, tokens]
    .filter((part) => part !== null && part !== 'null' && part !== '')
    .join(' ');
}

/**
 * A readable text: "without blocks 3, 4, repaired by linear, with int8 weights"; "the whole model" where nothing is done.
 * @param describe the removal in words; default describeRemoval
 */
export function describeChange(
  { remove, repair, precision, keepVocabulary }: Change,
  describe: (removal: Removal) => string = describeRemoval,
): string {
  const parts = [
    removesNothing(remove) ? null : `without ${describe(remove)}`,
    repair === null ? null : `repaired by ${repair}`,
    precision === null ? null : `with ${describeTypes(precision)}`,
    keepVocabulary === null ? null : `with ${describeTokens(keepVocabulary)}`,
  ].filter((part) => part !== null);
  return parts.length === 0 ? 'the whole model' : parts.join(', ');
}

/** `Latin and Greek tokens only`, or `65,536 ASCII tokens only, the most frequent in wikipedia`. */
function describeTokens(keepVocabulary: string): string {
  const { classes, texts, most } = readKeptItems(keepVocabulary);
  const names = classes.length === 0 ? '' : `${joinWords(classes.map(nameClass))} `;
  if (most !== null) return `${formatCount(most)} ${names}tokens only, the most frequent in ${joinWords(texts)}`;
  const parts = [names === '' ? null : `${names}tokens`, texts.length === 0 ? null : `those of ${joinWords(texts)}`];
  return `${parts.filter((part) => part !== null).join(' and ')} only`;
}

/**
 * One type for all weights: `Q4_0 weights`. Types by unit: `the embedding in Q4_0` where they name one kind of unit whole, or else `a mixture of Q4_0 and Q2_K`, because a
 * list of the units would be long.
 */
function describeTypes(precision: string): string {
  const mixture = readMixture(precision);
  if (mixture === null) return `${precision} weights`;
  const [first, ...others] = mixture;
  if (first?.blocks === null && others.length === 0) return `${WHOLE_UNITS[first.unit]} in ${first.type}`;
  const types = listNamedTypes(precision);
  // Units that a mixture does not name keep their types, which it does not know.
  return `a mixture of ${joinWords(types.length === 1 ? [...types, 'unchanged weights'] : types)}`;
}

const WHOLE_UNITS: Readonly<Record<WeightUnit, string>> = {
  embedding: 'the embedding',
  attention: 'all attentions',
  mlp: 'all MLPs',
  head: 'the head',
};

/** A JSON value whose keys are sorted, with those inside. Keys without a value are left out: settings that nobody set are no difference. */
export function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, item]) => [key, sortKeys(item)]));
}
