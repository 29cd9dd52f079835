import { createHash } from 'node:crypto';
import { compareTasks, evaluateGroup, formatHarnessResults, formatSamples, type TaskEvaluation } from '@lamina/benchmarks';
import type { ChangeEvaluation } from '@lamina/engine';
import { getAt } from '@lamina/errors';
import type { BosPolicy, ModelDigests } from '@lamina/models';
import { listRemovedUnits, type Removal, removesNothing } from '@lamina/plans';
import type { ChatFacts } from './chat-options.ts';
import { toLoss } from './describe-losses.ts';
import type { LoadedTasks } from './load-tasks.ts';

/** The settings of an evaluation. */
export interface EvaluationFacts {
  /** The model as given by the user. */
  readonly model: string;
  readonly digests: ModelDigests;
  /** True if a beginning-of-text token was added to texts. */
  readonly bos: BosPolicy;
  readonly batch: number | null;
  readonly limit: number | null;
  readonly seconds: number;
  readonly chat: ChatFacts;
}

/** The first removal's results, together with those of all removals if there are several. */
export function describeEvaluations(evaluations: readonly ChangeEvaluation[], loaded: LoadedTasks, facts: EvaluationFacts): object {
  const dense = evaluations.find(({ remove }) => removesNothing(remove));
  const results = evaluations.map((evaluation) => describeOne(evaluation, dense, loaded, facts));
  const [first] = results;
  if (!first) throw new Error('nothing was evaluated');
  return results.length === 1 ? first : { ...first, lamina: { ...first.lamina, evaluations: results } };
}

/** A line of the samples file for each document; with the removal if several were evaluated. */
export function describeSamples(evaluations: readonly ChangeEvaluation[], { tasks }: LoadedTasks): readonly object[] {
  return evaluations.flatMap(({ remove, repair, tasks: results }) =>
    tasks.flatMap(({ task }, place) => {
      const lines = formatSamples(task, getAt(results, place));
      return evaluations.length === 1
        ? lines
        : lines.map((line) => ({ ...line, ...listRemovedUnits(remove), repair: repair?.kind ?? null }));
    }),
  );
}

/** One change's results in the shape of lm-evaluation-harness' results.json, with their provenance. Paired comparisons are with the whole model. */
function describeOne(
  { remove, repair, tasks: results, texts, runtime, maxLength }: ChangeEvaluation,
  dense: ChangeEvaluation | undefined,
  { tasks, groups }: LoadedTasks,
  { model, digests, bos, batch, limit, seconds, chat }: EvaluationFacts,
) {
  const evaluated = tasks.map(({ task, originalCount }, place) => ({ task, originalCount, evaluation: getAt(results, place) }));
  const evaluatedGroups = groups.map((group) =>
    evaluateGroup(
      group,
      results.filter(({ task }) => group.leaves.includes(task)),
    ),
  );
  const isCompared = dense !== undefined && !removesNothing(remove);
  return {
    ...formatHarnessResults(evaluated, evaluatedGroups, {
      model: 'lamina',
      model_args: `pretrained=${model},max_length=${maxLength}${describeArguments(remove)}${repair === null ? '' : `,repair=${repair.kind}`}`,
      batch_size: batch,
      device: runtime.provider,
      limit,
      bootstrap_iters: 100_000,
      random_seed: 0,
      numpy_seed: 1234,
      torch_seed: 1234,
      fewshot_seed: 1234,
    }),
    // Same keys as in the harness' results.json.
    system_instruction: chat.systemInstruction,
    system_instruction_sha: digest(chat.systemInstruction),
    chat_template: chat.chatTemplate,
    chat_template_sha: digest(chat.chatTemplate),
    fewshot_as_multiturn: chat.isMultiturn,
    lamina: {
      model: { reference: model, ...digests },
      ...listRemovedUnits(remove),
      repair,
      runtime,
      maxLength,
      bos,
      batch,
      limit,
      seconds,
      texts: texts.map(toLoss),
      taskDigests: Object.fromEntries(tasks.map(({ task }) => [task.name, task.digest])),
      compared: isCompared
        ? Object.fromEntries(compareTasks(pairUp(dense.tasks, results)).map(({ task, metrics }) => [task, metrics]))
        : null,
    },
  };
}

function digest(text: string | null): string | null {
  return text === null ? null : createHash('sha256').update(text).digest('hex');
}

/** The removal in the form of the harness' model arguments: `,remove=3+4,remove_attention=7`. */
function describeArguments(removal: Removal): string {
  const { removed, removedAttention, removedMlp } = listRemovedUnits(removal);
  const lists = { remove: removed, remove_attention: removedAttention, remove_mlp: removedMlp };
  return Object.entries(lists)
    .map(([name, list]) => (list.length === 0 ? '' : `,${name}=${list.join('+')}`))
    .join('');
}

function pairUp(dense: readonly TaskEvaluation[], pruned: readonly TaskEvaluation[]) {
  return pruned.map((result, place) => [getAt(dense, place), result] as const);
}
