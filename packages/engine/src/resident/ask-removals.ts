import { getAt } from '@lamina/errors';
import type { Checkpoint, WorkDone } from '@lamina/models';
import { keyOfRemoval, type Removal } from '@lamina/plans';
import type { RepairedRemoval } from './resident-model.ts';

/** A question about a model under each of some removals; an answer is a list of numbers. */
interface RemovalQuestion {
  /** Names the question in checkpoints. */
  readonly key: string;
  readonly removals: readonly Removal[];
  /** The work that one answer represents. */
  readonly count: number;
  /** The length of an answer. */
  readonly numbers: number;
}

/** The removals under which a question has no answer yet. */
export interface OpenQuestion {
  /** The index of the question. */
  readonly question: number;
  readonly removals: readonly Removal[];
}

export interface RemovalAnswer {
  /** The index among the open questions. */
  readonly question: number;
  /** The index among the removals of the open question. */
  readonly removal: number;
  readonly answer: readonly number[];
}

interface Asked {
  readonly questions: readonly RemovalQuestion[];
  /** Answers of an earlier run; they are not computed again. */
  readonly checkpoint: Checkpoint;
  /** Computes answers, in any order. */
  readonly ask: (open: readonly OpenQuestion[]) => AsyncGenerator<RemovalAnswer>;
}

/**
 * The answer to each question under each removal: first those that the checkpoint holds, then the others as they are computed. `question` and `removal` are
 * the indices in `questions` and in their removals.
 */
export async function* askRemovals({
  questions,
  checkpoint,
  ask,
}: Asked): AsyncGenerator<RemovalAnswer & { readonly done: WorkDone<readonly number[]> }> {
  const open: { readonly question: number; readonly places: number[] }[] = [];
  for (const [question, { key, removals, count, numbers }] of questions.entries()) {
    const places: number[] = [];
    for (const [removal, each] of removals.entries()) {
      const answer = checkpoint[keyUnder(each, key)];
      if (isNumbers(answer, numbers)) yield { question, removal, answer, done: { count } };
      else places.push(removal);
    }
    if (places.length > 0) open.push({ question, places });
  }
  if (open.length === 0) return;
  const asked = open.map(({ question, places }) => {
    const { removals } = getAt(questions, question);
    return { question, removals: places.map((place) => getAt(removals, place)) };
  });
  for await (const { question: place, removal: openPlace, answer } of ask(asked)) {
    const { question, places } = getAt(open, place);
    const { key, count, removals } = getAt(questions, question);
    const removal = getAt(places, openPlace);
    yield { question, removal, answer, done: { count, checkpoint: { [keyUnder(getAt(removals, removal), key)]: answer } } };
  }
}

/** Whether an entry of a checkpoint is an answer of that many numbers. */
export function isNumbers(entry: unknown, count: number): entry is readonly number[] {
  return Array.isArray(entry) && entry.length === count && entry.every((number) => typeof number === 'number');
}

/** The name of a question under a removal. The same removal with another repair gives other answers. */
export function keyUnder(removal: Removal | RepairedRemoval, key: string): string {
  const unrepaired = `${key}:${keyOfRemoval(removal)}`;
  return 'repairKey' in removal ? `${removal.repairKey}:${unrepaired}` : unrepaired;
}
