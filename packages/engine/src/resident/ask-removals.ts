import { getAt } from '@lamina/errors';
import { keyOfRemoval, type Removal } from '@lamina/plans';
import type { Checkpoint, WorkDone } from '../progress/checkpoint.ts';
import type { RepairedRemoval } from './resident-model.ts';

/** One question about a model under each of some removals. */
export interface RemovalQuestion<T> {
  /** Names the question in checkpoints. */
  readonly key: string;
  readonly removals: readonly Removal[];
  /** Answers of an earlier run; they are not computed again. */
  readonly checkpoint: Checkpoint;
  /** The work that one answer represents. */
  readonly count: number;
  /** Whether an entry of the checkpoint is an answer to this question. */
  readonly isAnswer: (entry: unknown) => entry is T;
  /** Computes answers for some of the removals, in any order. `removal` is the index among those asked for. */
  readonly ask: (removals: readonly Removal[]) => AsyncGenerator<{ readonly removal: number; readonly answer: T }>;
}

/** The answer under each removal: first those that the checkpoint holds, then the others as they are computed. `removal` is the index in `removals`. */
export async function* askRemovals<T>({
  key,
  removals,
  checkpoint,
  count,
  isAnswer,
  ask,
}: RemovalQuestion<T>): AsyncGenerator<{ readonly removal: number; readonly answer: T; readonly done: WorkDone<T> }> {
  const keys = removals.map((removal) => keyUnder(removal, key));
  const open: number[] = [];
  for (const [removal, own] of keys.entries()) {
    const answer = checkpoint[own];
    if (isAnswer(answer)) yield { removal, answer, done: { count } };
    else open.push(removal);
  }
  if (open.length === 0) return;
  for await (const { removal: place, answer } of ask(open.map((removal) => getAt(removals, removal)))) {
    const removal = getAt(open, place);
    yield { removal, answer, done: { count, checkpoint: { [getAt(keys, removal)]: answer } } };
  }
}

/** The name of a question under a removal. The same removal with another repair gives other answers. */
export function keyUnder(removal: Removal | RepairedRemoval, key: string): string {
  const own = `${key}:${keyOfRemoval(removal)}`;
  return 'repairKey' in removal ? `${removal.repairKey}:${own}` : own;
}
