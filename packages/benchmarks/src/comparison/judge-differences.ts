import { getAt } from '@lamina/errors';
import {
  averageIndependent,
  holmAdjust,
  type Interval,
  normalInterval,
  pairedStandardError,
  ratioTerms,
  SIGNIFICANT_P,
  twoSidedP,
} from '@lamina/metrics';
import type { EvaluatedCell } from './measure-retention.ts';

/** The answers of a changed model and of its dense parent to the same documents of one benchmark. */
export interface DocumentAnswers {
  /** Key of the changed model's evaluation. */
  readonly key: string;
  /** Digest of the documents, in the order of the answers. */
  readonly documents: string;
  /** One per document: its score, or by how many nats the changed model reads it worse. */
  readonly numerators: readonly number[];
  /** One per document: the score of the dense model, or the words. */
  readonly denominators: readonly number[];
}

/** Evaluations with that of the dense model, whose answers make the differences of a comparison; without one, they have no retention. */
export function listEvaluationPairs(
  cells: readonly (Pick<EvaluatedCell, 'key' | 'denseKey'> | undefined)[],
): readonly { readonly key: string; readonly denseKey: string }[] {
  return cells.flatMap((cell) => (cell?.key && cell.denseKey ? [{ key: cell.key, denseKey: cell.denseKey }] : []));
}

/** How much each document moves the retention of one evaluation. */
export interface DocumentTerms {
  readonly documents: string;
  readonly terms: readonly number[];
}

/**
 * The terms of each evaluation whose answers are stored, by its key.
 * @param isLogarithm whether the ratio of sums is the logarithm of the retention, as that of perplexities
 */
export function listTerms(answers: readonly DocumentAnswers[], isLogarithm: boolean): ReadonlyMap<string, DocumentTerms> {
  return new Map(
    answers.flatMap(({ key, documents, numerators, denominators }) => {
      const found = ratioTerms(numerators, denominators);
      if (found === null) return [];
      const slope = isLogarithm ? Math.exp(found.ratio) : 1;
      return [[key, { documents, terms: found.terms.map((term) => term * slope) }] as const];
    }),
  );
}

/** A retention that is compared with another: of one model, or the mean of several. */
export interface ComparedRetention {
  readonly retention: number;
  readonly retentionStandardError: number | null;
  /** Standard error that comes from the spread of the averaged models; 0 for one model, null if it overflows. */
  readonly spread: number | null;
  /** For each benchmark, the terms of each averaged model; null where one is not known. */
  readonly terms: readonly (readonly DocumentTerms[])[] | null;
}

/**
 * Where the error of a difference comes from. `paired`: from the differences document by document, so that the difficulty of a document cancels.
 * `independent`: from the errors of the two retentions, where not all answers of both are stored.
 */
export type DifferenceError = 'paired' | 'independent';

/** The error over documents of a difference, without the spread of averaged models; null where the answers cannot be paired. */
export function findPairedError({ terms }: ComparedRetention, { terms: references }: ComparedRetention): number | null {
  if (terms === null || references === null) return null;
  const errors = terms.map((models, benchmark) => {
    const others = getAt(references, benchmark);
    const isSame = new Set([...models, ...others].map(({ documents }) => documents)).size === 1;
    const termsOf = (compared: readonly DocumentTerms[]) => compared.map((model) => model.terms);
    return isSame ? pairedStandardError(termsOf(models), termsOf(others)) : null;
  });
  return averageIndependent(errors.map((standardError) => ({ value: 0, standardError }))).standardError;
}

/** The retention of a strategy minus that of a reference, over the same benchmarks; of perplexities, the other way round. */
export interface StrategyDifference {
  /** Above 0, the strategy is better. */
  readonly value: number;
  readonly standardError: number;
  readonly error: DifferenceError;
  /** 95 %, not corrected. */
  readonly confidenceInterval: Interval;
  /** Two-sided, by the normal approximation. */
  readonly p: number;
  /** After Holm's correction over all claims that are made together. */
  readonly holmP: number;
  /** `better` and `worse` only where holmP is below 0.05. */
  readonly verdict: 'better' | 'worse' | 'not-distinguishable';
}

/** A difference that is not corrected yet. */
export type TestedDifference = Omit<StrategyDifference, 'holmP' | 'verdict'>;

/** Null where an error is not known. */
export function testDifference(
  compared: ComparedRetention,
  reference: ComparedRetention,
  isHigherBetter: boolean,
): TestedDifference | null {
  const paired = findPairedError(compared, reference);
  const parts =
    paired === null ? [compared.retentionStandardError, reference.retentionStandardError] : [paired, compared.spread, reference.spread];
  const measured = parts.filter((part) => part !== null);
  if (measured.length < parts.length) return null;
  const value = (isHigherBetter ? 1 : -1) * (compared.retention - reference.retention);
  const standardError = Math.hypot(...measured);
  const confidenceInterval = normalInterval(value, standardError);
  const error = paired === null ? 'independent' : 'paired';
  return { value, standardError, error, confidenceInterval, p: twoSidedP(value, standardError) };
}

/**
 * The differences as one family of claims.
 * @param otherPs p of the other claims of the family, each in 0..1
 */
export function judgeDifferences(
  tested: readonly TestedDifference[],
  otherPs: readonly number[],
): ReadonlyMap<TestedDifference, StrategyDifference> {
  const adjusted = holmAdjust([...tested.map(({ p }) => p), ...otherPs]);
  return new Map(
    tested.map((difference, place) => {
      const holmP = getAt(adjusted, place);
      const side = difference.value > 0 ? 'better' : 'worse';
      return [difference, { ...difference, holmP, verdict: holmP < SIGNIFICANT_P ? side : 'not-distinguishable' }] as const;
    }),
  );
}
