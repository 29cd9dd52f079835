import { type Change, describeChange, removesNothing } from '@lamina/plans';
import { type AnswerVerdict, describeAnswer } from './describe-answer.ts';
import { documentsToDecide } from './documents-to-decide.ts';
import {
  findCheapest,
  findSafest,
  type JudgedChange,
  judgeChanges,
  type MeasuredChange,
  type MeasuredText,
  type Verdict,
} from './judge-changes.ts';
import { measureRemovable } from './removable.ts';
import { describeSaved, type Saved, type Saving, savedOf } from './saved.ts';
import { intervalOfTask, type TaskLoss } from './task-loss.ts';
import { intervalOfText, toShare } from './text-loss.ts';

/** A change of a model that was measured. */
export interface AnswerCandidate {
  /** Of the stored pruning; null = there is none. */
  readonly key: string | null;
  readonly change: Change;
  /** The texts on which it was measured, judging or not. */
  readonly texts: readonly MeasuredText[];
  /** As in MeasuredChange. */
  readonly unmeasuredTexts: readonly string[];
  /** Of benchmarks that can show a loss. */
  readonly tasks: readonly TaskLoss[];
  /** Share of positions whose most likely token changes, largest over the texts; null = not measured. */
  readonly changedWords: number | null;
  readonly saved: Saved;
  /** The command that writes it. */
  readonly command: string;
  /** Why it is no candidate; null = it is one. */
  readonly excluded: string | null;
}

/** The losses of a change, as shares with two-sided 95 % intervals. A standard error is that of logLoss. */
export type AnsweredLosses = ReturnType<typeof describeLosses>;

/** A judged change. */
export interface AnsweredEntry extends Pick<AnswerCandidate, 'key' | 'change' | 'unmeasuredTexts' | 'saved' | 'command'> {
  readonly verdict: Verdict;
  /** The largest loss over the judging texts, as a share. */
  readonly textLoss: number;
  readonly losses: AnsweredLosses;
  /** POSSIBLE, and measured on all its texts: documents per text that would decide it, if its loss stays as estimated; null if no realistic number would. */
  readonly documentsToDecide: number | null;
}

/** The answer: which change, its cost, and its savings. */
export interface ModelAnswer {
  readonly limit: number;
  /** The quantity to save: the requested one, or parameters if nothing is known of the requested one. */
  readonly save: Saving;
  readonly verdict: AnswerVerdict;
  readonly sentence: string;
  /** The SAFE change that saves most; null if none is safe. */
  readonly answer: AnsweredEntry | null;
  /** The cheapest judged change. */
  readonly cheapest: AnsweredEntry | null;
  /** Shares of the parameters; null if no removal was judged. */
  readonly removableAt: number | null;
  readonly removableUpTo: number | null;
  /** SAFE changes that save less and cost less, then POSSIBLE ones that save more. */
  readonly alternatives: readonly AnsweredEntry[];
  /** Every judged change that saves something: the family of the correction. */
  readonly front: readonly AnsweredEntry[];
  readonly leftOut: {
    /** Benchmarks that cannot show a loss of this model. */
    readonly benchmarks: readonly string[];
    readonly changes: readonly { readonly change: Change; readonly why: string }[];
  };
}

/** The question. */
export interface AnswerQuestion {
  /** Largest loss as a share, above 0. */
  readonly limit: number;
  readonly save: Saving;
}

/** What is known about a model. */
export interface AnswerFacts {
  readonly candidates: readonly AnswerCandidate[];
  readonly benchmarksLeftOut: readonly string[];
}

/** How many alternatives are named. */
const MAX_ALTERNATIVES = 4;

type Counted<Candidate> = Candidate & MeasuredChange & { readonly candidate: Candidate; readonly label: string; readonly saving: string };

type Judged = Counted<AnswerCandidate>;

/** The candidates that are not excluded, judged by what they save of the asked quantity. */
function judgeCandidates<Candidate extends AnswerCandidate>(candidates: readonly Candidate[], { limit, save: asked }: AnswerQuestion) {
  const open = candidates.filter(({ excluded }) => excluded === null);
  // If the write was not planned, parameters are the only known quantity.
  const save = open.some(({ saved }) => savedOf(saved, asked) !== null) ? asked : 'parameters';
  const counted = open.map(
    (candidate): Counted<Candidate> => ({
      ...candidate,
      candidate,
      // Where the quantity is not known, nothing is shown to be saved.
      saves: savedOf(candidate.saved, save) ?? 0,
      label: labelOf(candidate),
      saving: describeSaved(candidate.saved, save),
    }),
  );
  return { open, save, judgement: judgeChanges(counted, limit) };
}

/** The candidate that an answer would name; null if none is safe. */
export function findNamed<Candidate extends AnswerCandidate>(candidates: readonly Candidate[], question: AnswerQuestion): Candidate | null {
  return findSafest(judgeCandidates(candidates, question).judgement)?.change.candidate ?? null;
}

/** Answers "what may I take out, what do I lose, what do I gain" from measured changes. */
export function answerModel({ candidates, benchmarksLeftOut }: AnswerFacts, question: AnswerQuestion): ModelAnswer {
  const { limit } = question;
  const { open, save, judgement } = judgeCandidates(candidates, question);
  const safest = findSafest(judgement);
  const toEntry = (one: JudgedChange<Judged>): AnsweredEntry => describeEntry(one, limit, judgement.judged.length);
  const front = judgement.judged.map(toEntry);
  const removable = measureRemovable(
    open
      .filter(({ change }) => !removesNothing(change.remove))
      .map(({ texts, unmeasuredTexts, tasks, saved }) => ({
        texts,
        unmeasuredTexts,
        tasks,
        share: 1 - saved.parametersAfter / saved.parametersBefore,
      })),
    limit,
  );
  const cheapest = findCheapest(judgement);
  return {
    limit,
    save,
    verdict: safest === null ? 'NONE_SAFE' : 'SAFE',
    sentence: describeAnswer(judgement, limit, removable !== null && removable.at > 0 ? save : undefined),
    answer: safest === null ? null : toEntry(safest),
    cheapest: cheapest === null ? null : toEntry(cheapest),
    removableAt: removable?.at ?? null,
    removableUpTo: removable?.upTo ?? null,
    alternatives: listAlternatives(judgement.judged, safest).map(toEntry),
    front,
    leftOut: {
      benchmarks: benchmarksLeftOut,
      changes: [
        ...candidates.flatMap((candidate) => (candidate.excluded === null ? [] : [{ change: candidate.change, why: candidate.excluded }])),
        ...judgement.leftOut.map(({ change, why }) => ({ change: change.change, why })),
      ],
    },
  };
}

function listAlternatives(judged: readonly JudgedChange<Judged>[], safest: JudgedChange<Judged> | null): readonly JudgedChange<Judged>[] {
  let lowest = safest?.textLoss ?? Number.POSITIVE_INFINITY;
  const safer = judged.filter((one) => {
    const isBetter = one !== safest && one.verdict === 'SAFE' && one.textLoss < lowest;
    if (isBetter) lowest = one.textLoss;
    return isBetter;
  });
  // The first of the list saves most.
  const possible = judged.filter(({ verdict, change }) => verdict === 'POSSIBLE' && change.saves > (safest?.change.saves ?? 0));
  return [...safer.slice(0, MAX_ALTERNATIVES / 2), ...possible.slice(0, MAX_ALTERNATIVES / 2)];
}

function describeEntry({ change, verdict, textLoss, worst }: JudgedChange<Judged>, limit: number, compared: number): AnsweredEntry {
  return {
    key: change.key,
    change: change.change,
    unmeasuredTexts: change.unmeasuredTexts,
    verdict,
    textLoss,
    losses: describeLosses(change),
    saved: change.saved,
    command: change.command,
    documentsToDecide: verdict === 'POSSIBLE' && change.unmeasuredTexts.length === 0 ? documentsToDecide(worst, limit, compared) : null,
  };
}

function describeLosses({ texts, tasks, changedWords }: AnswerCandidate) {
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
      documents: text.documents,
      judges: text.judges,
    })),
    tasks: tasks.map((task) => ({
      task: task.task,
      loss: task.loss,
      ...endsOf(intervalOfTask(task)),
      detectableLoss: task.detectableLoss,
    })),
    changedWords,
  };
}

/** `Without block 14`, `Without blocks 3, 4, repaired by linear`, `With int8 weights`. */
function labelOf({ change }: AnswerCandidate): string {
  const text = describeChange(change);
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}
