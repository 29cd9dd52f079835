import { meanOf } from '../statistics/mean-of.ts';

/** Terms that were added up over tokens, windows or documents, and their number. */
export interface MeasureSums {
  readonly sum: number;
  readonly count: number;
}

/** One number that says how much a part of a model does: how a term is computed, what its mean is called, and what it means. */
export interface Measure<Id extends string = string, Inputs extends readonly number[] = readonly number[]> {
  /** Name and version of the definition, as stored rows, results and files have it. A definition that changes gets a new version. */
  readonly id: Id;
  /** The measured part; a `state` is the residual stream at a boundary between blocks, a `pair` two such states, a `change` a set of removed units. */
  readonly of: 'block' | 'attention' | 'mlp' | 'state' | 'pair' | 'change';
  /** Empty for a pure number. */
  readonly unit: string;
  /** Which end is more redundant; null for a number that only diagnoses. */
  readonly better: 'lower' | null;
  /** For titles of columns and charts. */
  readonly label: string;
  /** The formula in a few words, for axes; empty where the label says it. */
  readonly formula: string;
  /** One or two sentences for people. */
  readonly describe: string;
  /** The contribution of one token, window or position; not finite where it is undefined, which is counted apart and not added. */
  term(...inputs: Inputs): number;
  /** The value over all terms; null if none was counted. */
  fromSums(sums: MeasureSums): number | null;
}

/**
 * The products that a pass over a text gives for one block and one token: dot products of the states h_i before the block and h_{i+1} after it, the square of the step
 * ‖h_{i+1} − h_i‖², and the products with h_{i+1} after the final norm, which differ from the others for the last block only.
 */
export type BlockTerms = readonly [
  before: number,
  product: number,
  after: number,
  stepSquared: number,
  normedProduct: number,
  normedAfter: number,
];

/** A measure whose value is the mean of its terms; without `unit` it is a pure number, without `formula` its label says it. */
export function defineMeasure<const Id extends string, Inputs extends readonly number[]>(
  measure: Omit<Measure<Id, Inputs>, 'unit' | 'formula' | 'fromSums'> & Partial<Pick<Measure, 'unit' | 'formula'>>,
): Measure<Id, Inputs> {
  return { unit: '', formula: '', ...measure, fromSums: ({ sum, count }) => meanOf(sum, count) };
}

/**
 * The cosine of two states from their dot products. The root of the product, not the product of roots: equal states then give exactly 1. NaN where a
 * state is zero.
 */
export function cosineOf(before: number, product: number, after: number): number {
  return product / Math.sqrt(before * after);
}

/** 1 − cosine of two states from their dot products: 0 for equal directions, 2 for opposite ones. */
export function influenceOf(before: number, product: number, after: number): number {
  return 1 - cosineOf(before, product, after);
}

/** The title of an axis: label, formula, unit and which end is more redundant. */
export function axisOf({ label, formula, unit, better }: Pick<Measure, 'label' | 'formula' | 'unit' | 'better'>): string {
  const details = [formula, unit].filter((text) => text !== '').join(', ');
  return `${label}${details === '' ? '' : ` (${details})`}${better === null ? '' : `, ${better} is more redundant`}`;
}
