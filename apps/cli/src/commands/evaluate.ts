import { compareTasks, type LossText } from '@lamina/benchmarks';
import { type ChangeEvaluation, evaluateModel } from '@lamina/engine';
import { AppError, getAt } from '@lamina/errors';
import { OPTIONS, option } from '@lamina/jobs';
import { findHeadline, isHigherBetter } from '@lamina/metrics';
import { digestModel, openModel, readLossTexts } from '@lamina/models';
import { changeOf, describeChange, describeRemoval, NOTHING_REMOVED, type Removal, removesNothing } from '@lamina/plans';
import type { Command } from 'commander';
import { z } from 'zod';
import { digestOptions, modelLookup, TEXT_FOLDER, wantedProviders } from '../env.ts';
import { CHAT_OPTIONS, type ChatRendering, readChat } from '../evaluate/chat-options.ts';
import { describeEvaluations, describeSamples } from '../evaluate/describe-evaluations.ts';
import { describeLosses } from '../evaluate/describe-losses.ts';
import { type LoadedTasks, loadTasks } from '../evaluate/load-tasks.ts';
import { measureSpeed, SPEED_OPTIONS } from '../evaluate/measure-speed.ts';
import { readRequests } from '../evaluate/read-requests.ts';
import { locateModel } from '../locate-model.ts';
import { createOrderedRemovals } from '../options/removal-options.ts';
import { describeRepair, findRepair, REPAIR_FLAGS, REPAIR_OPTIONS } from '../options/repair-options.ts';
import { fileOption, JSON_OPTION, RUN_OPTIONS } from '../options/shared-options.ts';
import { followProgress } from '../show-progress.ts';
import { formatTable } from '../table.ts';
import { defineVerb } from '../verb/define-verb.ts';
import { writeLines, writeResult } from '../write-result.ts';

/** All bundled texts. */
const ALL = 'all';

/** Bundled texts on which losses are measured, by name. @param names `all` stands for every text @throws AppError BAD_USER_INPUT for unknown names */
function readNamedTexts(names: readonly string[]): readonly LossText[] {
  if (names.length === 0) return [];
  const texts = readLossTexts(TEXT_FOLDER);
  const known = texts.map(({ text }) => text);
  const unknown = names.find((name) => name !== ALL && !known.includes(name));
  if (unknown !== undefined)
    throw new AppError('BAD_USER_INPUT', `there is no bundled text "${unknown}"; name some of ${known.join(', ')}, or ${ALL}`);
  return names.includes(ALL) ? texts : texts.filter(({ text }) => names.includes(text));
}

const EVALUATE_OPTIONS = z
  .strictObject({
    tasks: option(z.array(z.string().min(1)).min(1).optional(), 'Tasks', 'Tasks and groups: bundled, built-in, or of --task-dir.', 'names'),
    texts: option(
      z.array(z.string().min(1)).min(1).optional(),
      'Texts',
      'Bundled texts on which losses are measured (text-loss@1), or all. Those whose language the model does not know are left out.',
      'names',
    ),
    taskDir: fileOption(
      'Task folder',
      'Folder of YAML task files of lm-evaluation-harness. Data paths are searched in it, in its parent, and in the working directory.',
      'folder',
    ),
    requests: fileOption('Requests', 'Rendered requests instead of tasks, one JSON object per line.'),
    limit: OPTIONS.limit,
    shots: OPTIONS.shots,
    maxLength: option(
      z.int().min(2).optional(),
      'Length',
      'Maximum length of one text. Default: the context length of the model.',
      'tokens',
    ),
    bos: OPTIONS.bos,
    ...RUN_OPTIONS,
    ...REPAIR_OPTIONS,
    window: OPTIONS.window,
    ...CHAT_OPTIONS,
    failBelow: option(
      z.number().positive().optional(),
      'Bound',
      'Evaluate the whole model too, and exit with 1 if less than this share of its score is kept on a task.',
      'share',
    ),
    samples: fileOption('Samples', 'Write the answers to every document, one JSON object per line.'),
    ...SPEED_OPTIONS,
    ...JSON_OPTION,
  })
  .refine(
    ({ tasks, texts, requests, speed }) =>
      [tasks !== undefined || texts !== undefined, requests !== undefined, speed].filter(Boolean).length === 1,
    'give --tasks NAMES or --texts NAMES or both, or else one of --requests FILE and --speed',
  );

type EvaluateChoice = z.output<typeof EVALUATE_OPTIONS>;

export function createCommand(): Command {
  const removals = createOrderedRemovals();
  return defineVerb({
    options: EVALUATE_OPTIONS,
    shown: ['tasks', 'texts', 'limit', 'shots', 'repair', 'speed', 'failBelow', 'samples', 'json'],
    ordered: removals.options,
    hidden: [...(['taskDir', 'requests', 'maxLength', 'bos', 'batch', 'threads', 'window'] as const), ...REPAIR_FLAGS],
    async run([reference = ''], options) {
      if (options.speed) await measureSpeed(reference, options, removals.list());
      else await evaluate(reference, options, removals.list());
    },
  });
}

async function evaluate(reference: string, options: EvaluateChoice, given: readonly Removal[]): Promise<void> {
  const { bos, batch = null, limit = null, failBelow } = options;
  const model = await locateModel(reference);
  const { choice, facts: chat } = readChat(model, options);
  const loaded = await load(options, choice);
  const needsWhole = given.length === 0 || (failBelow !== undefined && !given.some(removesNothing));
  const started = performance.now();
  const evaluations = await run(model, loaded, { options, removals: needsWhole ? [NOTHING_REMOVED, ...given] : given });
  const seconds = (performance.now() - started) / 1000;
  const digests = await digestModel(openModel(model, modelLookup()), digestOptions());
  if (options.samples !== undefined) writeLines(options.samples, describeSamples(evaluations, loaded));
  const facts = { model: reference, digests, bos, batch, limit, seconds, chat };
  writeResult(options.json, describeEvaluations(evaluations, loaded, facts), summarise(evaluations));
  if (failBelow !== undefined) checkRetention(evaluations, failBelow);
}

async function run(
  model: string,
  { tasks }: LoadedTasks,
  { options, removals }: { readonly options: EvaluateChoice; readonly removals: readonly Removal[] },
): Promise<readonly ChangeEvaluation[]> {
  const { maxLength, bos, batch, threads, window, texts = [] } = options;
  const found = findRepair(options);
  const repair = found && { ...found, window };
  return await followProgress(
    evaluateModel({
      ...modelLookup(),
      model,
      tasks: tasks.map(({ task }) => task),
      texts: readNamedTexts(texts),
      maxLength,
      bos,
      batch,
      threads,
      ...wantedProviders(),
      // The whole model has nothing to repair.
      changes: removals.map((removal) => changeOf(removal, removesNothing(removal) ? null : repair)),
    }),
  );
}

async function load(
  { tasks: names = [], taskDir: folder, requests, limit, shots }: EvaluateChoice,
  chat: ChatRendering,
): Promise<LoadedTasks> {
  if (requests === undefined)
    return names.length === 0 ? { tasks: [], groups: [] } : await loadTasks({ names, folder, limit, shots, ...chat });
  const task = readRequests(requests);
  return { tasks: [{ task, originalCount: task.documents.length }], groups: [] };
}

function summarise(evaluations: readonly ChangeEvaluation[]): string {
  const rows = evaluations.flatMap(({ tasks, ...change }) => {
    const subject = describeChange({ ...change, repair: change.repair?.kind ?? null });
    return tasks.flatMap(({ task, metrics, sampleCount }) => metrics.map((metric) => ({ ...metric, subject, task, sampleCount })));
  });
  const table = formatTable(rows, [
    { title: 'model', align: 'left', value: ({ subject }) => subject },
    { title: 'task', align: 'left', value: ({ task }) => task },
    { title: 'metric', align: 'left', value: ({ metric, filter }) => (filter === 'none' ? metric : `${metric} (${filter})`) },
    { title: 'value', value: ({ value }) => value.toFixed(4) },
    { title: '±', value: ({ standardError }) => standardError?.toFixed(4) ?? '–' },
    { title: 'documents', value: ({ sampleCount }) => String(sampleCount) },
  ]);
  const repairs = evaluations.flatMap(({ repair }) => (repair === null ? [] : [describeRepair(repair)]));
  const losses = evaluations.some(({ texts }) => texts.length > 0) ? [describeLosses(evaluations)] : [];
  return [...(rows.length === 0 ? [] : [table]), ...losses, ...repairs].join('\n');
}

/**
 * The check of `--fail-below` for builds: of every task the headline metric, pruned ÷ dense; of perplexities dense ÷ pruned.
 * @param evaluations the whole model's among them
 * @throws AppError CONFLICT naming each removal and task that keeps less than the bound
 */
function checkRetention(evaluations: readonly ChangeEvaluation[], bound: number): void {
  const dense = evaluations.find(({ remove }) => removesNothing(remove));
  if (dense === undefined) throw new Error('the whole model was not evaluated');
  const failed = evaluations
    .filter((evaluation) => evaluation !== dense)
    .flatMap(({ remove, tasks }) => {
      const compared = compareTasks(tasks.map((task, place) => [getAt(dense.tasks, place), task]));
      return compared.flatMap(({ task, metrics }) => {
        const headline = findHeadline(metrics);
        if (headline === undefined || headline.retention === null) return [];
        const kept = isHigherBetter(headline.metric) ? headline.retention : 1 / headline.retention;
        return kept < bound ? [`without ${describeRemoval(remove)}, ${task} keeps ${kept.toFixed(3)} of ${headline.metric}`] : [];
      });
    });
  if (failed.length > 0) throw new AppError('CONFLICT', `less than ${bound} of the whole model is kept: ${failed.join('; ')}`);
}
