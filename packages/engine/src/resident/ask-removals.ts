import { getAt } from '@lamina/errors';
import type { Checkpoint, WorkDone } from '@lamina/models';
import { keyOfRemoval, type Removal } from '@lamina/plans';
import type { RepairedRemoval } from './resident-model.ts';

/** One question about a model under each of some removals; an answer is a list of numbers. */
interface RemovalQuestion {
  /** Names the question in checkpoints. */
  readonly key: string;
  readonly removals: readonly Removal[];
  /** Answers of an earlier run; they are not computed again. */
  readonly checkpoint: Checkpoint;
  /** The work that one answer represents. */
  readonly count: number;
  /** The length of an answer. */
  readonly numbers: number;
  /** Computes answers for some of the removals, in any order. `removal` is the index among those asked for. */
  readonly ask: (removals: readonly Removal[]) => AsyncGenerator<RemovalAnswer>;
}

export interface RemovalAnswer {
  readonly removal: number;
  readonly answer: readonly number[];
}

/** The answer under each removal: first those that the checkpoint holds, then the others as they are computed. `removal` is the index in `removals`. */
export async function* askRemovals({
  key,
  removals,
  checkpoint,
  count,
  numbers,
  ask,
}: RemovalQuestion): AsyncGenerator<RemovalAnswer & { readonly done: WorkDone<readonly number[]> }> {
  const keys = removals.map((removal) => keyUnder(removal, key));
  const open: number[] = [];
  for (const [removal, removalKey] of keys.entries()) {
    const answer = checkpoint[removalKey];
    if (isNumbers(answer, numbers)) yield { removal, answer, done: { count } };
    else open.push(removal);
  }
  if (open.length === 0) return;
  for await (const { removal: place, answer } of ask(open.map((removal) => getAt(removals, removal)))) {
    const removal = getAt(open, place);
    yield { removal, answer, done: { count, checkpoint: { [getAt(keys, removal)]: answer } } };
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
