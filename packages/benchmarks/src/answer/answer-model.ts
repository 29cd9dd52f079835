import { type Change, capitalise, describeChange, removesNothing } from '@lamina/plans';
import { intervalOfText, type MeasuredText, toShare } from '../text-loss/text-loss.ts';
import { type AnswerInWords, type AnswerVerdict, describeAnswer, describeFit, describeUnknown } from './describe-answer.ts';
import {
  findCheapest,
  findLargestWithin,
  type JudgedChange,
  type Judgement,
  judgeChanges,
  type MeasuredChange,
  type Verdict,
} from './judge-changes.ts';
import { describeSaved, type Saved, type Saving, savedOf, shareSaved } from './saved.ts';
import { intervalOfTask, type TaskLoss } from './task-loss.ts';

/** A change of a model that was measured. */
export interface AnswerCandidate {
  /** Key of the stored pruning; null = there is none. */
  readonly key: string | null;
  readonly change: Change;
  /** Every text on which it was measured. */
  readonly texts: readonly MeasuredText[];
  /** Losses on benchmarks that can show one. */
  readonly tasks: readonly TaskLoss[];
  readonly saved: Saved;
  /** The command that writes it. */
  readonly command: string;
  /** Sentences that a reader must know before taking it, such as what the model can no longer write; null = there is nothing to say. */
  readonly caveat: string | null;
  /** Why it is no candidate; null = it is one. */
  readonly excluded: string | null;
}

/** The losses of a change, as shares with two-sided 95 % intervals. A standard error is that of logLoss. */
export type AnsweredLosses = ReturnType<typeof describeLosses>;

/** A judged change. */
export interface AnsweredEntry extends Pick<AnswerCandidate, 'key' | 'change' | 'saved' | 'command' | 'caveat'> {
  readonly verdict: Verdict;
  /** The largest loss over all texts, as a share. */
  readonly textLoss: number;
  /** The text of that loss. */
  readonly worstText: string;
  readonly losses: AnsweredLosses;
}

/** How much of the asked quantity removals of units or tokens take out, as shares of it. Weights in fewer bits are no removal. */
export interface Removable {
  /** The largest share of a WITHIN removal; 0 if none is. */
  readonly removableAt: number;
  /** The largest share of a removal that was measured and is not BEYOND; 0 if there is none. */
  readonly largestTried: number;
  /** Whether no larger removal was measured: it is then not known where the limit lies. */
  readonly openBeyond: boolean;
}

/** The answer: which change, its cost, and its savings. */
export interface ModelAnswer extends AnswerInWords {
  readonly limit: number;
  readonly save: Saving;
  /** Bytes that the file may have; null = the question names a loss. */
  readonly fit: number | null;
  readonly verdict: AnswerVerdict;
  /** The WITHIN change that saves most, or the cheapest change that fits; null if there is none. */
  readonly answer: AnsweredEntry | null;
  /** The cheapest judged change. */
  readonly cheapest: AnsweredEntry | null;
  /** Null if no removal was judged. */
  readonly removable: Removable | null;
  /** WITHIN changes that save less and cost less, then POSSIBLE ones that save more. */
  readonly alternatives: readonly AnsweredEntry[];
  /** Every judged change that saves something of the asked quantity: the family of the correction. */
  readonly front: readonly AnsweredEntry[];
  readonly leftOut: {
    /** Benchmarks that cannot show a loss of this model. */
    readonly benchmarks: readonly string[];
    /** Texts that judge nothing, because the model does not know their language. */
    readonly texts: readonly string[];
    readonly changes: readonly { readonly change: Change; readonly why: string }[];
  };
}

/** The question: what saves most at a loss, or what costs least at a size. */
export interface AnswerQuestion {
  /** Largest loss as a share, above 0. */
  readonly limit: number;
  readonly save: Saving;
  /** Bytes that the file may have, or its share of the whole file where it is at most 1; null = no size is asked for. With a size, `save` is bytes. */
  readonly fit: number | null;
}

/** Everything that is known about a model. */
export interface AnswerFacts {
  readonly candidates: readonly AnswerCandidate[];
  readonly benchmarksLeftOut: readonly string[];
  /** Texts that were asked for, and whose language the model does not know. */
  readonly textsLeftOut: readonly string[];
}

/** How many alternatives are named. */
const MAX_ALTERNATIVES = 4;

type Counted<Candidate> = Candidate & MeasuredChange & { readonly candidate: Candidate; readonly label: string; readonly saving: string };

type Judged = Counted<AnswerCandidate>;

/** The candidates that are not excluded, judged by what they save of the asked quantity. */
function judgeCandidates<Candidate extends AnswerCandidate>(
  candidates: readonly Candidate[],
  { limit, save }: AnswerQuestion,
): Judgement<Counted<Candidate>> {
  const counted = candidates
    .filter(({ excluded }) => excluded === null)
    .map(
      (candidate): Counted<Candidate> => ({
        ...candidate,
        candidate,
        // If the quantity is not known, nothing is shown to be saved.
        saves: savedOf(candidate.saved, save) ?? 0,
        label: labelOf(candidate),
        saving: describeSaved(candidate.saved, save),
      }),
    );
  return judgeChanges(counted, limit);
}

/** The candidate that an answer would name; null if there is none. */
export function findNamed<Candidate extends AnswerCandidate>(candidates: readonly Candidate[], question: AnswerQuestion): Candidate | null {
  return findAnswer(judgeCandidates(candidates, question), sizeOf(candidates, question))?.change.candidate ?? null;
}

/** Answers "what may I take out, what do I lose, what do I gain" from measured changes. */
export function answerModel({ candidates, benchmarksLeftOut, textsLeftOut }: AnswerFacts, question: AnswerQuestion): ModelAnswer {
  const { limit, save } = question;
  const fit = sizeOf(candidates, question);
  const judgement = judgeCandidates(candidates, question);
  const named = findAnswer(judgement, fit);
  const cheapest = findCheapest(judgement);
  const isMeasured = candidates.some(({ excluded, saved }) => excluded === null && savedOf(saved, save) !== null);
  // The first of the list saves most, so its file is the smallest.
  const [smallest = null] = judgement.judged;
  const describe = (): AnswerInWords => {
    if (textsLeftOut.length > 0 && candidates.every(({ texts }) => texts.length === 0))
      return { sentence: describeUnknown(textsLeftOut), caveat: null };
    return fit === null ? describeAnswer(judgement, { limit, save, isMeasured }) : describeFit(named, smallest, fit);
  };
  return {
    limit,
    save,
    fit,
    verdict: named?.verdict === 'WITHIN' ? 'WITHIN' : 'NONE_WITHIN',
    ...describe(),
    answer: named === null ? null : toEntry(named),
    cheapest: cheapest === null ? null : toEntry(cheapest),
    removable: measureRemovable(judgement, save),
    alternatives: listAlternatives(judgement.judged, named).map(toEntry),
    front: judgement.judged.map(toEntry),
    leftOut: {
      benchmarks: benchmarksLeftOut,
      texts: textsLeftOut,
      changes: [
        ...candidates.flatMap((candidate) => (candidate.excluded === null ? [] : [{ change: candidate.change, why: candidate.excluded }])),
        ...judgement.leftOut.map(({ change, why }) => ({ change: change.change, why })),
      ],
    },
  };
}

/** The asked size in bytes; null = none is asked for. */
function sizeOf(candidates: readonly AnswerCandidate[], { fit }: AnswerQuestion): number | null {
  if (fit === null || fit > 1) return fit;
  const whole = candidates.map(({ saved }) => saved.bytesBefore).find((bytes) => bytes !== null);
  // Without a known size nothing is known to fit.
  return whole === undefined ? 0 : fit * whole;
}

/** @param fit bytes that the file may have; null = no size is asked for */
function findAnswer<Change extends MeasuredChange & Pick<AnswerCandidate, 'saved'>>(
  judgement: Judgement<Change>,
  fit: number | null,
): JudgedChange<Change> | null {
  return fit === null ? findLargestWithin(judgement) : findFitting(judgement, fit);
}

/** The change that fits a size and has the smallest upper bound of its loss; null if none fits. */
function findFitting<Change extends MeasuredChange & Pick<AnswerCandidate, 'saved'>>(
  { judged }: Judgement<Change>,
  fit: number,
): JudgedChange<Change> | null {
  const fitting = judged.filter(({ change }) => change.saved.bytesAfter !== null && change.saved.bytesAfter <= fit);
  return fitting.reduce<JudgedChange<Change> | null>(
    (least, one) => (least === null || upperBoundOf(one) < upperBoundOf(least) ? one : least),
    null,
  );
}

/** The largest upper end of the 95 % intervals of all texts, as a share; infinite if one is not known. */
function upperBoundOf({ change: { texts } }: JudgedChange<MeasuredChange>): number {
  return Math.max(...texts.map((text) => intervalOfText(text)?.high ?? Number.POSITIVE_INFINITY));
}

function measureRemovable({ judged }: Judgement<Judged>, save: Saving): Removable | null {
  const removals = judged.flatMap(({ change: { change, saved }, verdict }) => {
    const takesOut = change.precision === null && (!removesNothing(change.remove) || change.keepVocabulary !== null);
    const share = takesOut ? shareSaved(saved, save) : null;
    return share === null ? [] : [{ share, verdict }];
  });
  if (removals.length === 0) return null;
  const largest = (counts: (verdict: Verdict) => boolean): number =>
    Math.max(0, ...removals.filter(({ verdict }) => counts(verdict)).map(({ share }) => share));
  const largestTried = largest((verdict) => verdict !== 'BEYOND');
  return {
    removableAt: largest((verdict) => verdict === 'WITHIN'),
    largestTried,
    openBeyond: removals.every(({ share }) => share <= largestTried),
  };
}

function listAlternatives(judged: readonly JudgedChange<Judged>[], named: JudgedChange<Judged> | null): readonly JudgedChange<Judged>[] {
  let lowest = named?.textLoss ?? Number.POSITIVE_INFINITY;
  const cheaper = judged.filter((one) => {
    const isBetter = one !== named && one.verdict === 'WITHIN' && one.textLoss < lowest;
    if (isBetter) lowest = one.textLoss;
    return isBetter;
  });
  // The first of the list saves most.
  const possible = judged.filter(({ verdict, change }) => verdict === 'POSSIBLE' && change.saves > (named?.change.saves ?? 0));
  return [...cheaper.slice(0, MAX_ALTERNATIVES / 2), ...possible.slice(0, MAX_ALTERNATIVES / 2)];
}

function toEntry({ change, verdict, textLoss, worst }: JudgedChange<Judged>): AnsweredEntry {
  return {
    key: change.key,
    change: change.change,
    verdict,
    textLoss,
    worstText: worst.text,
    losses: describeLosses(change),
    saved: change.saved,
    command: change.command,
    caveat: change.caveat,
  };
}

function describeLosses({ texts, tasks }: AnswerCandidate) {
  const changedWords = texts.map((text) => text.changedWords).filter((share) => share !== null);
  const endsOf = (interval: { readonly low: number; readonly high: number } | null) => ({
    low: interval?.low ?? null,
    high: interval?.high ?? null,
  });
  return {
    texts: texts.map((text) => ({
      text: text.text,
      source: text.source,
      loss: toShare(text.logLoss),
      ...endsOf(intervalOfText(text)),
      logLoss: text.logLoss,
      standardError: text.standardError,
      windows: text.windows,
      tokens: text.tokens,
      contextTokens: text.contextTokens,
      judges: text.judges,
    })),
    tasks: tasks.map((task) => ({
      task: task.task,
      loss: task.loss,
      ...endsOf(intervalOfTask(task)),
      detectableLoss: task.detectableLoss,
    })),
    // The largest over the texts; null where it was not compared.
    changedWords: changedWords.length === 0 ? null : Math.max(...changedWords),
  };
}

/** `Without block 14`, `Without blocks 3, 4, repaired by linear`, `With int8 weights`. */
function labelOf({ change }: AnswerCandidate): string {
  return capitalise(describeChange(change));
}
