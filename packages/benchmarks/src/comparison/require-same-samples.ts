import { AppError } from '@lamina/errors';
import type { TaskEvaluation } from '../evaluation/task-evaluation.ts';

/**
 * Checks that two evaluations may be paired: the same task and version, the same documents in the same order, the same correct answers and text
 * lengths.
 * @throws AppError NOT_COMPARABLE naming the difference
 */
export function requireSameSamples(dense: TaskEvaluation, pruned: TaskEvaluation): void {
  const refuse = (what: string, first: unknown, second: unknown) => {
    throw new AppError(
      'NOT_COMPARABLE',
      `The dense and the pruned evaluation differ in ${what}: ${first} and ${second}. Evaluate both on the same task and version.`,
      {
        details: { dense: first, pruned: second },
      },
    );
  };
  if (dense.task !== pruned.task) refuse('task', dense.task, pruned.task);
  if (dense.version !== pruned.version) refuse(`version of task ${dense.task}`, dense.version, pruned.version);
  if (dense.samples.length !== pruned.samples.length) refuse('number of samples', dense.samples.length, pruned.samples.length);
  for (const [place, sample] of dense.samples.entries()) {
    const other = pruned.samples[place];
    if (sample.documentId !== other?.documentId) refuse(`document ${place}`, sample.documentId, other?.documentId);
    if (sample.gold !== other?.gold) refuse(`right answer of document ${sample.documentId}`, sample.gold, other?.gold);
    for (const fact of ['words', 'bytes']) {
      if (sample.metrics[fact] !== other?.metrics[fact])
        refuse(`${fact} of document ${sample.documentId}`, sample.metrics[fact], other?.metrics[fact]);
    }
  }
}
