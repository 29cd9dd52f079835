import type { AnsweredEntry, ModelAnswer } from '@lamina/benchmarks';
import { listRemovedUnits } from '@lamina/plans';
import type { Answer, AnswerEntry } from './answer.type.ts';

const NO_CHANGE = { change: null, textLosses: [], taskLosses: [], changedWords: null, saved: null, command: null };

/** The figures of a model of which no removal was judged. */
export const NOT_JUDGED = { removableAt: null, largestTried: null, openBeyond: null };

/** An answer as the API shows it: what it names as fields of the answer, null and empty where no change is named. */
export function toAnswer({ answer, cheapest, alternatives, front, leftOut, removable, ...facts }: ModelAnswer): Answer {
  const { change, textLosses, taskLosses, changedWords, saved, command } = answer ? toEntry(answer) : NO_CHANGE;
  return {
    ...facts,
    ...(removable ?? NOT_JUDGED),
    change,
    textLosses,
    taskLosses,
    changedWords,
    saved,
    command,
    cheapest: cheapest && toEntry(cheapest),
    alternatives: alternatives.map(toEntry),
    front: front.map(toEntry),
    benchmarksLeftOut: leftOut.benchmarks,
    textsLeftOut: leftOut.texts,
    changesLeftOut: [...Map.groupBy(leftOut.changes, ({ why }) => why)].map(([why, changes]) => ({ why, count: changes.length })),
  };
}

/** A judged change as the API shows it. */
export function toEntry({ change: { remove, ...change }, losses, ...facts }: AnsweredEntry): AnswerEntry {
  const { texts: textLosses, tasks: taskLosses, changedWords } = losses;
  return { ...facts, change: { ...change, ...listRemovedUnits(remove) }, textLosses, taskLosses, changedWords };
}
