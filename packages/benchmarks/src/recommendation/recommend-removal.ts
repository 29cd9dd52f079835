import { getAt } from '@lamina/errors';
import { holmAdjust, type Interval, normalProbability, normalQuantile, Z_95 } from '@lamina/metrics';
import type { MeasuredLoss } from './find-loss.ts';

/** Required certainty after correction. */
export const SURE = 0.95;

/** A measured removal that may be chosen. */
export interface RemovalCandidate {
  readonly removedParameters: number;
  readonly loss: MeasuredLoss;
}

/** A candidate compared with the maximum loss. */
export interface JudgedRemoval<Candidate> {
  readonly candidate: Candidate;
  /** Lost share of the dense score, or pruned ÷ dense perplexity − 1; below 0 = better than dense. */
  readonly loss: number;
  /** 95 % interval for this removal alone. */
  readonly interval: Interval;
  /** P(loss ≤ maximum) for this removal alone, 0..1. */
  readonly probabilityWithin: number;
  /** A lower bound of this probability that holds for all compared removals together, 0..1. */
  readonly correctedProbability: number;
}

/**
 * - `within`: the choice loses no more than the maximum, at 95 % after correction.
 * - `likely`: its estimate is within the maximum, but this is not certain.
 * - `undecided`: no estimate is within the maximum, but at least one true loss may be.
 * - `beyond`: every measured removal loses more (each at 95 %).
 * - `unmeasured`: no removal can be judged.
 */
export const RECOMMENDATION_VERDICTS = ['within', 'likely', 'undecided', 'beyond', 'unmeasured'] as const;
export type RecommendationVerdict = (typeof RECOMMENDATION_VERDICTS)[number];

/** The removal to choose, and how certain it is. */
export interface RemovalRecommendation<Candidate> {
  readonly verdict: RecommendationVerdict;
  /** The candidate that saves the most, among those whose estimate is within the maximum. */
  readonly choice: JudgedRemoval<Candidate> | null;
  /**
   * A candidate that saves less and is more certain: the largest that is certain after correction; if there is none, or if it is the choice itself,
   * the next smaller one with more certainty.
   */
  readonly surer: JudgedRemoval<Candidate> | null;
  /** The removal that more documents would decide; null if the result is certain. */
  readonly open: JudgedRemoval<Candidate> | null;
  /**
   * Documents per benchmark with which the open removal would be certain if its loss stayed as estimated; null without an open removal, or if its
   * loss equals the maximum.
   */
  readonly documentsNeeded: number | null;
  /** All candidates, largest saving first. */
  readonly judged: readonly JudgedRemoval<Candidate>[];
}

/**
 * Chooses, among measured removals, the one that saves the most parameters while its loss is within the maximum.
 *
 * The probability for a single removal uses the normal approximation of its paired difference, Φ((maximum − loss) ÷ standard error); for perplexities
 * on the logarithmic scale. With many removals, one may look good by chance, so Holm's correction over all of them bounds the probability that any
 * removal reported as certain loses more.
 * Source: Angelopoulos et al. 2021, "Learn then Test: Calibrating Predictive Algorithms to Achieve Risk Control", arXiv 2110.01052, with the tests above and
 * Holm 1979 for the family-wise error.
 * @param maximumLoss share, above 0: 0.05 = 5 %
 */
export function recommendRemoval<Candidate extends RemovalCandidate>(
  candidates: readonly Candidate[],
  maximumLoss: number,
): RemovalRecommendation<Candidate> {
  const judged = judge(candidates, maximumLoss);
  const choice = judged.find(({ loss }) => loss <= maximumLoss) ?? null;
  const verdict = toVerdict(choice, judged);
  const open = verdict === 'likely' ? choice : verdict === 'undecided' ? likeliestOf(judged) : null;
  return {
    verdict,
    choice,
    surer: choice && findSurer(choice, judged),
    open,
    documentsNeeded: open && countDocumentsNeeded(open.candidate.loss, maximumLoss, judged.length),
    judged,
  };
}

function judge<Candidate extends RemovalCandidate>(
  candidates: readonly Candidate[],
  maximumLoss: number,
): readonly JudgedRemoval<Candidate>[] {
  const probabilities = candidates.map(({ loss }) => probabilityWithin(loss, maximumLoss));
  const adjusted = holmAdjust(probabilities.map((probability) => 1 - probability));
  return candidates
    .map((candidate, place) => ({
      candidate,
      ...measureShare(candidate.loss),
      probabilityWithin: getAt(probabilities, place),
      correctedProbability: 1 - getAt(adjusted, place),
    }))
    .toSorted((a, b) => b.candidate.removedParameters - a.candidate.removedParameters || a.loss - b.loss);
}

function toVerdict<Candidate>(choice: JudgedRemoval<Candidate> | null, judged: readonly JudgedRemoval<Candidate>[]): RecommendationVerdict {
  if (judged.length === 0) return 'unmeasured';
  if (choice !== null) return choice.correctedProbability >= SURE ? 'within' : 'likely';
  return judged.every((removal) => removal.probabilityWithin <= 1 - SURE) ? 'beyond' : 'undecided';
}

function findSurer<Candidate extends RemovalCandidate>(
  choice: JudgedRemoval<Candidate>,
  judged: readonly JudgedRemoval<Candidate>[],
): JudgedRemoval<Candidate> | null {
  const smaller = judged.filter(
    ({ candidate, probabilityWithin }) =>
      candidate.removedParameters < choice.candidate.removedParameters && probabilityWithin > choice.probabilityWithin,
  );
  return smaller.find(({ correctedProbability }) => correctedProbability >= SURE) ?? smaller[0] ?? null;
}

function likeliestOf<Candidate>(judged: readonly JudgedRemoval<Candidate>[]): JudgedRemoval<Candidate> | null {
  const [best = null] = judged.toSorted((a, b) => b.probabilityWithin - a.probabilityWithin);
  return best;
}

function probabilityWithin(loss: MeasuredLoss, maximumLoss: number): number {
  const distance = limitOf(loss, maximumLoss) - loss.value;
  if (loss.standardError === 0) return distance >= 0 ? 1 : 0;
  return normalProbability(distance / loss.standardError);
}

/** Standard errors are proportional to 1 / √(number of documents). */
function countDocumentsNeeded(loss: MeasuredLoss, maximumLoss: number, compared: number): number | null {
  const distance = Math.abs(limitOf(loss, maximumLoss) - loss.value);
  const wanted = normalQuantile(1 - (1 - SURE) / compared) * loss.standardError;
  const documents = Math.ceil(loss.documents * (wanted / distance) ** 2);
  return Number.isSafeInteger(documents) ? documents : null;
}

/** The maximum on the scale of the loss. */
function limitOf({ scale }: MeasuredLoss, maximumLoss: number): number {
  return scale === 'share' ? maximumLoss : Math.log(1 + maximumLoss);
}

/** A loss as a share, with its 95 % interval. */
export function measureShare(loss: MeasuredLoss): { readonly loss: number; readonly interval: Interval } {
  return { loss: toShare(loss, 0), interval: { low: toShare(loss, -Z_95), high: toShare(loss, Z_95) } };
}

function toShare({ scale, value, standardError }: MeasuredLoss, errors: number): number {
  const moved = value + errors * standardError;
  return scale === 'share' ? moved : Math.exp(moved) - 1;
}
