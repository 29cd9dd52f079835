import { getAt } from '@lamina/errors';
import { holmAdjust } from '@lamina/metrics';
import { showsMore, type TaskLoss } from './task-loss.ts';
import { LEVEL, type TextLoss, testAbove, testWithin, toShare } from './text-loss.ts';

/** The known facts about a change at a limit. */
export const VERDICTS = ['SAFE', 'POSSIBLE', 'TOO_COSTLY', 'UNKNOWN'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** The loss on one text. */
export interface MeasuredText extends TextLoss {
  readonly text: string;
  readonly source: string;
  /** Whether the text judges the change (`listJudgingTexts`). */
  readonly judges: boolean;
}

/** A change with its losses. */
export interface MeasuredChange {
  readonly texts: readonly MeasuredText[];
  /** Texts of further sources that would have to judge it, and on which it was not measured. It is SAFE only without any. */
  readonly unmeasuredTexts: readonly string[];
  /** Of benchmarks that can show a loss. */
  readonly tasks: readonly TaskLoss[];
  /** What it saves of the asked quantity, in any unit; 0 or less = nothing. */
  readonly saves: number;
}

/** A change that was judged at a limit. */
export interface JudgedChange<Change extends MeasuredChange> {
  readonly change: Change;
  readonly verdict: Verdict;
  /** The largest loss over the judging texts, as a share. */
  readonly textLoss: number;
  /** The text of that loss. */
  readonly worst: MeasuredText;
  /** Against "the loss on some judging text is above the limit", after Holm's correction. */
  readonly correctedP: number;
}

/** All changes of one model: those that were judged, which are the family of the correction, and the others. */
export interface Judgement<Change extends MeasuredChange> {
  /** Largest saving first; of equal savings, the smaller loss first. */
  readonly judged: readonly JudgedChange<Change>[];
  readonly leftOut: readonly { readonly change: Change; readonly why: 'saves nothing' | 'not judged' }[];
}

/**
 * Judges every change of a model at a limit. A change is SAFE if each judging text was read and rejects "the loss is above the limit", and no benchmark shows
 * more than the limit. All judging texts have to reject, so the p-value of a change is the largest of its texts (intersection-union test), and Holm's correction over
 * the changes bounds the probability that any change called SAFE loses more by 5 %, however the changes depend on each other. A change that saves nothing
 * is not in the family and cannot weaken another.
 * Sources: Berger 1982, "Multiparameter hypothesis testing and acceptance sampling", Technometrics 24; Holm 1979; Angelopoulos et al. 2021, "Learn then
 * Test", arXiv 2110.01052.
 * @param limit a share above 0: 0.05 = 5 % more perplexity
 */
export function judgeChanges<Change extends MeasuredChange>(changes: readonly Change[], limit: number): Judgement<Change> {
  const saving = changes.filter(({ saves }) => saves > 0);
  const family = saving.flatMap((change) => {
    const judging = change.texts.filter(({ judges }) => judges);
    const worst = judging.reduce<MeasuredText | null>((most, one) => (most === null || one.logLoss > most.logLoss ? one : most), null);
    return worst === null ? [] : [{ change, judging, worst }];
  });
  const corrected = holmAdjust(family.map(({ judging }) => Math.max(...judging.map((loss) => testWithin(loss, limit)))));
  const judged = family
    .map(({ change, judging, worst }, place) => ({
      change,
      verdict: toVerdict({ change, judging, correctedP: getAt(corrected, place) }, limit),
      textLoss: toShare(worst.logLoss),
      worst,
      correctedP: getAt(corrected, place),
    }))
    .sort((a, b) => b.change.saves - a.change.saves || a.textLoss - b.textLoss);
  const inFamily = new Set(family.map(({ change }) => change));
  const leftOut = changes
    .filter((change) => !inFamily.has(change))
    .map((change) => ({ change, why: change.saves > 0 ? ('not judged' as const) : ('saves nothing' as const) }));
  return { judged, leftOut };
}

function toVerdict(
  { change, judging, correctedP }: { readonly change: MeasuredChange; readonly judging: readonly TextLoss[]; readonly correctedP: number },
  limit: number,
): Verdict {
  const isShownByTask = change.tasks.some((task) => showsMore(task, limit));
  if (correctedP <= LEVEL && !isShownByTask && change.unmeasuredTexts.length === 0) return 'SAFE';
  if (judging.some((loss) => testAbove(loss, limit) < LEVEL)) return 'TOO_COSTLY';
  return judging.every(({ logLoss }) => toShare(logLoss) <= limit) && !isShownByTask ? 'POSSIBLE' : 'UNKNOWN';
}

/** The SAFE change that saves most; null if none is safe. */
export function findSafest<Change extends MeasuredChange>({ judged }: Judgement<Change>): JudgedChange<Change> | null {
  return judged.find(({ verdict }) => verdict === 'SAFE') ?? null;
}

/** The judged change that costs least; null if none was judged. */
export function findCheapest<Change extends MeasuredChange>({ judged }: Judgement<Change>): JudgedChange<Change> | null {
  return judged.reduce<JudgedChange<Change> | null>((least, one) => (least === null || one.textLoss < least.textLoss ? one : least), null);
}
