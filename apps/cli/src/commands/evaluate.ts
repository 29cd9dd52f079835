import type { RetentionLimit } from '@lamina/benchmarks';
import { digestModel, evaluateModel, openModel, type RemovalEvaluation, settleEvaluation, type TaskSettlement } from '@lamina/engine';
import { AppError, getAt } from '@lamina/errors';
import { OPTIONS, option } from '@lamina/jobs';
import { describeRemoval, NOTHING_REMOVED, type Removal, removesNothing } from '@lamina/plans';
import type { Command } from 'commander';
import { z } from 'zod';
import { digestFolder, modelRoots, wantedProviders } from '../env.ts';
import { CHAT_OPTIONS, type ChatRendering, readChat } from '../evaluate/chat-options.ts';
import { describeEvaluations, describeSamples } from '../evaluate/describe-evaluations.ts';
import { type LoadedTasks, loadTasks } from '../evaluate/load-tasks.ts';
import { measureSpeed, SPEED_OPTIONS } from '../evaluate/measure-speed.ts';
import { readRequests } from '../evaluate/read-requests.ts';
import { checkSettlements, describeSettlements } from '../evaluate/settlements.ts';
import { locateModel, MODEL_HELP } from '../locate-model.ts';
import { createOrderedRemovals } from '../options/removal-options.ts';
import { describeRepair, findRepair, REPAIR_FLAGS, REPAIR_OPTIONS } from '../options/repair-options.ts';
import { fileOption, JSON_OPTION, RUN_OPTIONS } from '../options/shared-options.ts';
import { followProgress } from '../show-progress.ts';
import { formatTable } from '../table.ts';
import { defineVerb } from '../verb/define-verb.ts';
import { writeLines, writeResult } from '../write-result.ts';

const EVALUATE_OPTIONS = z
  .strictObject({
    tasks: option(z.array(z.string().min(1)).min(1).optional(), 'Tasks', 'Tasks and groups: bundled, built-in, or of --task-dir.', 'names'),
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
    until: option(
      z.enum(['settled']).optional(),
      'Stop early',
      'Read documents in random order, with the whole and the pruned model, until --margin or --fail-below is answered.',
    ),
    margin: option(
      z.number().positive().optional(),
      'Margin',
      'With --until: stop when the difference of scores (for perplexities: the logarithm of their ratio) is known to be inside or outside ±m.',
      'm',
    ),
    failBelow: option(
      z.number().positive().optional(),
      'Bound',
      'With --until: exit with 1 if less than this share of the score is kept.',
      'share',
    ),
    confidence: OPTIONS.confidence,
    seed: option(OPTIONS.seed, 'Seed', 'With --until: seed of the random order.', 'n'),
    samples: fileOption('Samples', 'Write the answers to every document, one JSON object per line.'),
    ...SPEED_OPTIONS,
    ...JSON_OPTION,
  })
  .refine(
    ({ tasks, requests, speed }) => [tasks !== undefined, requests !== undefined, speed].filter(Boolean).length === 1,
    'give one of --tasks NAMES, --requests FILE and --speed',
  )
  .refine(
    ({ until, margin, failBelow }) => (until === undefined) === ((margin ?? failBelow) === undefined),
    'give --until settled together with --margin or --fail-below',
  )
  .refine(({ margin, failBelow }) => margin === undefined || failBelow === undefined, 'give either --margin or --fail-below');

type EvaluateChoice = z.output<typeof EVALUATE_OPTIONS>;

export function evaluateCommand(): Command {
  const removals = createOrderedRemovals();
  return defineVerb({
    name: 'evaluate',
    argument: '<model>',
    argumentHelp: MODEL_HELP,
    options: EVALUATE_OPTIONS,
    shown: ['tasks', 'limit', 'shots', 'repair', 'speed', 'until', 'failBelow', 'samples', 'json'],
    ordered: removals.options,
    known: [
      ...(['taskDir', 'requests', 'maxLength', 'bos', 'batch', 'threads', 'window', 'margin', 'confidence', 'seed'] as const),
      ...REPAIR_FLAGS,
    ],
    async run([reference = ''], options) {
      if (options.speed) await measureSpeed(reference, options, removals.list());
      else await evaluate(reference, { options, limit: findLimit(options), removals: removals.list() });
    },
  });
}

interface LimitChoice {
  readonly margin?: number | undefined;
  readonly failBelow?: number | undefined;
}

function findLimit({ margin, failBelow }: LimitChoice): RetentionLimit | null {
  if (margin !== undefined) return { kind: 'margin', value: margin };
  return failBelow === undefined ? null : { kind: 'retention', value: failBelow };
}

interface EvaluateRequest {
  readonly options: EvaluateChoice;
  /** Null where whole tasks are read. */
  readonly limit: RetentionLimit | null;
  readonly removals: readonly Removal[];
}

async function evaluate(reference: string, request: EvaluateRequest): Promise<void> {
  const { options } = request;
  const { bos, batch = null, limit = null } = options;
  const model = await locateModel(reference);
  const { choice, facts: chat } = readChat(model, options);
  const loaded = await load(options, choice);
  const started = performance.now();
  const { evaluations, settlements, read } = await run(model, loaded, request);
  const seconds = (performance.now() - started) / 1000;
  const digests = await digestModel(openModel(model, { roots: modelRoots() }), { cacheFolder: digestFolder() });
  if (options.samples !== undefined) writeLines(options.samples, describeSamples(evaluations, read));
  const facts = { model: reference, digests, bos, batch, limit, seconds, chat, settlements };
  // Whole tasks settle nothing.
  const named = settlements?.map((settlement, place) => ({ ...settlement, name: getAt(read.tasks, place).task.name })) ?? [];
  writeResult(
    options.json,
    describeEvaluations(evaluations, read, facts),
    [...describeSettlements(named), summarise(evaluations)].join('\n'),
  );
  checkSettlements(named);
}

/** What was read, and what came out; settlements are null where whole tasks were read. */
interface EvaluateOutcome {
  readonly evaluations: readonly RemovalEvaluation[];
  readonly settlements: readonly TaskSettlement[] | null;
  readonly read: LoadedTasks;
}

async function run(model: string, loaded: LoadedTasks, { options, limit, removals }: EvaluateRequest): Promise<EvaluateOutcome> {
  const { maxLength, bos, batch, threads, confidence, seed, window } = options;
  const repair = findRepair(options);
  const shared = { model, roots: modelRoots(), tasks: loaded.tasks.map(({ task }) => task), ...wantedProviders() };
  const settings = { ...shared, maxLength, bos, batch, threads };
  if (limit === null) {
    const asked = removals.length === 0 ? [NOTHING_REMOVED] : removals;
    // The whole model has nothing to repair.
    const [whole, pruned] = [asked.filter(removesNothing), asked.filter((removal) => !removesNothing(removal))];
    const repairs = repair === undefined ? [] : pruned.map((removal) => ({ removal, repair: { ...repair, window } }));
    const evaluations = await followProgress(evaluateModel({ ...settings, removals: repair === undefined ? asked : whole, repairs }));
    return { evaluations, settlements: null, read: loaded };
  }
  if (repair !== undefined) throw new AppError('BAD_USER_INPUT', '--until does not work with --repair yet; leave out one of them');
  const [removal = NOTHING_REMOVED, ...others] = removals.filter((each) => !removesNothing(each));
  if (others.length > 0)
    throw new AppError('BAD_USER_INPUT', `${others.length + 1} removals were given; --until settled takes one, beside the whole model`);
  const { tasks, dense, pruned, settlements } = await followProgress(settleEvaluation({ ...settings, removal, limit, confidence, seed }));
  const read = { ...loaded, tasks: loaded.tasks.map((each, place) => ({ ...each, task: getAt(tasks, place) })) };
  return { evaluations: [dense, pruned], settlements, read };
}

async function load(
  { tasks: names = [], taskDir: folder, requests, limit, shots }: EvaluateChoice,
  chat: ChatRendering,
): Promise<LoadedTasks> {
  if (requests === undefined) return await loadTasks({ names, folder, limit, shots, ...chat });
  const task = readRequests(requests);
  return { tasks: [{ task, originalCount: task.documents.length }], groups: [] };
}

function summarise(evaluations: readonly RemovalEvaluation[]): string {
  const rows = evaluations.flatMap(({ removal, repair, tasks }) => {
    const name = removesNothing(removal) ? 'whole' : `without ${describeRemoval(removal)}`;
    const subject = repair === null ? name : `${name}, repaired by ${repair.kind}`;
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
  return [table, ...repairs].join('\n');
}
