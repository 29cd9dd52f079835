import { getAt } from '@lamina/errors';
import type { SampleEvaluation, TaskEvaluation } from '../evaluation/task-evaluation.ts';
import type { Task } from '../task/task.ts';

/**
 * One document's line of a samples file: task, docId (its index in the split), the model's answers by kind, the correct answer, and the document's
 * value of each metric.
 */
export type SampleLine = Readonly<Record<string, unknown>> & { readonly task: string; readonly docId: number };

/** Every document of an evaluation as a line, in task order. */
export function formatSamples(task: Task, evaluation: TaskEvaluation): SampleLine[] {
  return evaluation.samples.map((sample, docId) => ({ task: task.name, docId, ...describeAnswer(task, sample), ...sample.metrics }));
}

function describeAnswer(task: Task, sample: SampleEvaluation): Readonly<Record<string, unknown>> {
  switch (task.kind) {
    case 'perplexity':
      return { logLikelihood: getAt(sample.logLikelihoods, 0) };
    case 'generation': {
      const { generated = null, filtered = {}, references } = sample;
      const readings = Object.values(filtered);
      // A single filter needs no name; several filters keep their names.
      return { generated, filtered: readings.length === 1 ? readings[0] : filtered, gold: references?.[0] };
    }
    default: {
      const { logLikelihoods, isGreedy = [], gold } = sample;
      return { logLikelihoods, isGreedy, gold };
    }
  }
}
