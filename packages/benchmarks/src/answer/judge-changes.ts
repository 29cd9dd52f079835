import { getAt } from '@lamina/errors';
import { holmAdjust } from '@lamina/metrics';
import { JUDGING_SOURCES } from '../text-loss/judging-texts.ts';
import { LEVEL, type MeasuredText, testAbove, testWithin, toShare } from '../text-loss/text-loss.ts';
import { showsMore, type TaskLoss } from './task-loss.ts';

/** How certain it is that a change stays within a limit. */
export const VERDICTS = ['WITHIN', 'POSSIBLE', 'BEYOND', 'UNKNOWN'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** A change with its losses. */
export interface MeasuredChange {
  /** Every text on which the change was measured. */
  readonly texts: readonly MeasuredText[];
  /** Losses on benchmarks that can show one. */
  readonly tasks: readonly TaskLoss[];
  /** Saving in the asked quantity, in any unit; 0 or less = nothing. */
  readonly saves: number;
}

/** A change that was judged at a limit. */
export interface JudgedChange<Change extends MeasuredChange> {
  readonly change: Change;
  readonly verdict: Verdict;
  /** The largest loss over all texts, as a share. */
  readonly textLoss: number;
  /** The text of that loss. */
  readonly worst: MeasuredText;
  /** p-value against "the loss on some text is above the limit", after Holm's correction. */
  readonly correctedP: number;
}

/** All changes of one model: those that were judged, which are the family of the correction, and the others. */
export interface Judgement<Change extends MeasuredChange> {
  /** Largest saving first; of equal savings, the smaller loss first. */
  readonly judged: readonly JudgedChange<Change>[];
  readonly leftOut: readonly { readonly change: Change; readonly why: 'saves nothing' | 'not measured' }[];
}

/**
 * Judges every change of a model at a limit.
 *
 * - `WITHIN`: every text on which it was measured rejects "the loss is above the limit", texts of two sources judge it, and no benchmark shows more than the
 *   limit. All texts have to reject, so the p-value of a change is the largest of its texts (intersection-union test). Holm's correction over the changes
 *   bounds the probability that any change called WITHIN loses more by 5 %, however the changes depend on each other.
 * - `BEYOND`: some text shows a loss above the limit (one-sided 95 % lower bound). A text that chose the change flatters it, so it may convict, too.
 * - `POSSIBLE`: every estimate is within the limit. `UNKNOWN`: neither.
 *
 * A change that saves nothing is not in the family and cannot weaken another.
 * Sources: Berger 1982, "Multiparameter hypothesis testing and acceptance sampling", Technometrics 24; Holm 1979; Angelopoulos et al. 2021, "Learn then
 * Test", arXiv 2110.01052.
 * @param limit a share above 0: 0.05 = 5 % more perplexity
 */
export function judgeChanges<Change extends MeasuredChange>(changes: readonly Change[], limit: number): Judgement<Change> {
  const family = changes.filter(({ saves, texts }) => saves > 0 && texts.length > 0);
  const corrected = holmAdjust(family.map(({ texts }) => Math.max(...texts.map((loss) => testWithin(loss, limit)))));
  const judged = family
    .map((change, place): JudgedChange<Change> => {
      const worst = findWorst(change.texts);
      const correctedP = getAt(corrected, place);
      return { change, verdict: toVerdict(change, correctedP, limit), textLoss: toShare(worst.logLoss), worst, correctedP };
    })
    .sort((a, b) => b.change.saves - a.change.saves || a.textLoss - b.textLoss);
  const inFamily = new Set(family);
  const leftOut = changes
    .filter((change) => !inFamily.has(change))
    .map((change) => ({ change, why: change.saves > 0 ? ('not measured' as const) : ('saves nothing' as const) }));
  return { judged, leftOut };
}

function toVerdict({ texts, tasks }: MeasuredChange, correctedP: number, limit: number): Verdict {
  if (texts.some((loss) => testAbove(loss, limit) < LEVEL)) return 'BEYOND';
  const isShownByTask = tasks.some((task) => showsMore(task, limit));
  if (isShownByTask) return 'UNKNOWN';
  if (correctedP <= LEVEL && listJudgingSources(texts).length >= JUDGING_SOURCES) return 'WITHIN';
  return texts.every(({ logLoss }) => toShare(logLoss) <= limit) ? 'POSSIBLE' : 'UNKNOWN';
}

/** The text of the largest loss. @param texts at least one */
function findWorst(texts: readonly MeasuredText[]): MeasuredText {
  return texts.reduce((worst, text) => (text.logLoss > worst.logLoss ? text : worst));
}

/** Sources of the texts that judge. */
export function listJudgingSources(texts: readonly MeasuredText[]): readonly string[] {
  return [...new Set(texts.filter(({ judges }) => judges).map(({ source }) => source))];
}

/** The WITHIN change that saves most; null if there is none. */
export function findLargestWithin<Change extends MeasuredChange>({ judged }: Judgement<Change>): JudgedChange<Change> | null {
  return judged.find(({ verdict }) => verdict === 'WITHIN') ?? null;
}

/** The judged change that costs least; null if none was judged. */
export function findCheapest<Change extends MeasuredChange>({ judged }: Judgement<Change>): JudgedChange<Change> | null {
  return judged.reduce<JudgedChange<Change> | null>((least, one) => (least === null || one.textLoss < least.textLoss ? one : least), null);
}
