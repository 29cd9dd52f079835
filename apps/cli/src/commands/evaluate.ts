import type { RetentionLimit } from '@lamina/benchmarks';
import {
  type BosPolicy,
  digestModel,
  evaluateModel,
  openModel,
  type RemovalEvaluation,
  settleEvaluation,
  type TaskSettlement,
} from '@lamina/engine';
import { AppError, getAt } from '@lamina/errors';
import { describeRemoval, NOTHING_REMOVED, type Removal, removesNothing } from '@lamina/plans';
import { Command, Option } from 'commander';
import { digestFolder, modelRoots, wantedProviders } from '../env.ts';
import { addChatOptions, type ChatFlags, readChat } from '../evaluate/chat-options.ts';
import { checkSettlements } from '../evaluate/check-settlements.ts';
import { describeEvaluations, describeSamples } from '../evaluate/describe-evaluations.ts';
import { describeSettlements } from '../evaluate/describe-settlements.ts';
import { type LoadedTasks, loadTasks } from '../evaluate/load-tasks.ts';
import { readRequests } from '../evaluate/read-requests.ts';
import { locateModel, MODEL_HELP } from '../locate-model.ts';
import { parseConfidence, parseCount, parseLimit, parseNames, parsePositive, parseSeed, parseWindow } from '../parse-options.ts';
import { createRemovalsOptions } from '../removal-options.ts';
import { addRepairOptions, describeRepair, pickRepair, type RepairFlags } from '../repair-options.ts';
import { followProgress } from '../show-progress.ts';
import { writeLines, writeResult } from '../write-result.ts';

interface EvaluateFlags extends ChatFlags, RepairFlags {
  readonly window?: number;
  readonly tasks?: readonly string[];
  readonly taskDir?: string;
  readonly requests?: string;
  readonly limit?: number;
  readonly shots?: number;
  readonly maxLength?: number;
  readonly bos: BosPolicy;
  readonly batch?: number;
  readonly threads?: number;
  readonly until?: 'settled';
  readonly margin?: number;
  readonly failBelow?: number;
  readonly confidence: number;
  readonly seed: number;
  readonly samples?: string;
  readonly json?: string;
}

export function evaluateCommand(): Command {
  const removals = createRemovalsOptions('evaluate without');
  const command = new Command('evaluate')
    .argument('<model>', MODEL_HELP)
    .option('--tasks <names>', 'tasks and groups: bundled, built-in, or of --task-dir', parseNames)
    .option(
      '--task-dir <folder>',
      'folder of YAML task files of lm-evaluation-harness; data paths are searched in it, in its parent, and in the working directory',
    )
    .option('--requests <file>', 'rendered requests instead of tasks, one JSON object per line')
    .option('--limit <n>', 'only the first n documents of each task; a number below 1 is a share', parseLimit)
    .option('--shots <n>', 'solved examples before each question (default: the task’s own number)', parseSeed)
    .option('--max-length <tokens>', 'maximum length of one text (default: the model’s context length)', parseWindow)
    .addOption(new Option('--bos <policy>', 'beginning-of-text token').choices(['auto', 'always', 'never']).default('auto'))
    .option('--batch <n>', 'texts per run', parseCount)
    .option('--window <tokens>', 'tokens per window of a repair’s calibration text (256)', parseWindow)
    .option('--threads <n>', 'threads of the runtime', parseCount)
    .addOption(
      new Option(
        '--until <state>',
        'read documents in random order, whole and without the removed parts, until it is settled what --margin or --fail-below asks',
      ).choices(['settled']),
    )
    .addOption(
      new Option(
        '--margin <m>',
        'with --until: is the difference of scores (of perplexities: the logarithm of their ratio) beyond ±m, or within?',
      )
        .argParser(parsePositive)
        .conflicts('failBelow'),
    )
    .option('--fail-below <ratio>', 'with --until: is less than this share kept? If so, exit with 1', parsePositive)
    .option('--confidence <share>', 'with --until: probability that all verdicts are right', parseConfidence, 0.95)
    .option('--seed <n>', 'with --until: of the random order', parseSeed, 0)
    .option('--samples <file>', 'write every document’s answers, one JSON object per line')
    .option('--json <file>', 'write the results as JSON (- for stdout)');
  for (const option of removals.options) command.addOption(option);
  return addRepairOptions(addChatOptions(command)).action(async (reference: string, flags: EvaluateFlags, command: Command) => {
    if ((flags.tasks === undefined) === (flags.requests === undefined))
      command.error('error: give either --tasks NAMES or --requests FILE', { exitCode: 2 });
    const limit = findLimit(flags);
    if ((limit === null) !== (flags.until === undefined))
      command.error('error: give --until settled together with --margin or --fail-below', { exitCode: 2 });
    await evaluate(reference, { flags, limit, removals: removals.list() });
  });
}

function findLimit({ margin, failBelow }: EvaluateFlags): RetentionLimit | null {
  if (margin !== undefined) return { kind: 'margin', value: margin };
  return failBelow === undefined ? null : { kind: 'retention', value: failBelow };
}

interface Asked {
  readonly flags: EvaluateFlags;
  /** Null where whole tasks are read. */
  readonly limit: RetentionLimit | null;
  readonly removals: readonly Removal[];
}

async function evaluate(reference: string, asked: Asked): Promise<void> {
  const { flags } = asked;
  const { bos, batch, limit } = flags;
  const model = await locateModel(reference);
  const { choice, facts: chat } = readChat(model, flags);
  const loaded = await load(flags, choice);
  const started = performance.now();
  const { evaluations, settlements, read } = await run(model, loaded, asked);
  const seconds = (performance.now() - started) / 1000;
  const digests = await digestModel(openModel(model, { roots: modelRoots() }), { cacheFolder: digestFolder() });
  if (flags.samples !== undefined) writeLines(flags.samples, describeSamples(evaluations, read));
  const facts = { model: reference, digests, bos, batch: batch ?? null, limit: limit ?? null, seconds, chat, settlements };
  // Whole tasks settle nothing.
  const named = settlements?.map((settlement, place) => ({ ...settlement, name: getAt(read.tasks, place).task.name })) ?? [];
  writeResult(
    flags.json,
    describeEvaluations(evaluations, read, facts),
    [...describeSettlements(named), summarise(evaluations)].join('\n'),
  );
  checkSettlements(named);
}

/** What was read, and what came out; settlements are null where whole tasks were read. */
interface Ran {
  readonly evaluations: readonly RemovalEvaluation[];
  readonly settlements: readonly TaskSettlement[] | null;
  readonly read: LoadedTasks;
}

async function run(model: string, loaded: LoadedTasks, { flags, limit, removals }: Asked): Promise<Ran> {
  const { maxLength, bos, batch, threads, confidence, seed, window } = flags;
  const { repair } = pickRepair(flags);
  const options = {
    model,
    roots: modelRoots(),
    tasks: loaded.tasks.map(({ task }) => task),
    ...(maxLength === undefined ? {} : { maxLength }),
    bos,
    ...(batch === undefined ? {} : { batch }),
    ...(threads === undefined ? {} : { threads }),
    ...wantedProviders(),
  };
  if (limit === null) {
    const asked = removals.length === 0 ? [NOTHING_REMOVED] : removals;
    const cut = repair && { ...repair, ...(window === undefined ? {} : { window }) };
    // The whole model has nothing to repair.
    const repairs = cut === null ? [] : asked.filter((removal) => !removesNothing(removal)).map((removal) => ({ removal, repair: cut }));
    const plain = cut === null ? asked : asked.filter(removesNothing);
    const evaluations = await followProgress(evaluateModel({ ...options, removals: plain, repairs }));
    return { evaluations, settlements: null, read: loaded };
  }
  if (repair !== null)
    throw new AppError('BAD_USER_INPUT', 'a repaired removal cannot be settled yet; leave out --until, or leave out --repair');
  const [removal = NOTHING_REMOVED, ...others] = removals.filter((each) => !removesNothing(each));
  if (others.length > 0)
    throw new AppError('BAD_USER_INPUT', `${others.length + 1} removals were given; --until settled takes one, beside the whole model`);
  const { tasks, dense, pruned, settlements } = await followProgress(settleEvaluation({ ...options, removal, limit, confidence, seed }));
  const read = { ...loaded, tasks: loaded.tasks.map((each, place) => ({ ...each, task: getAt(tasks, place) })) };
  return { evaluations: [dense, pruned], settlements, read };
}

async function load(
  { tasks: names = [], taskDir: folder, requests, limit, shots }: EvaluateFlags,
  chat: ReturnType<typeof readChat>['choice'],
): Promise<LoadedTasks> {
  if (requests === undefined) {
    return await loadTasks({
      names,
      ...(folder === undefined ? {} : { folder }),
      ...(limit === undefined ? {} : { limit }),
      ...(shots === undefined ? {} : { shots }),
      ...chat,
    });
  }
  const task = readRequests(requests);
  return { tasks: [{ task, originalCount: task.documents.length }], groups: [] };
}

function summarise(evaluations: readonly RemovalEvaluation[]): string {
  const rows = evaluations.flatMap(({ removal, repair, tasks }) => {
    const heading = removesNothing(removal) ? 'the whole model' : `without ${describeRemoval(removal)}`;
    const lines = tasks.flatMap(({ task, metrics, sampleCount }) =>
      metrics.map(({ metric, filter, value, standardError }) => {
        const error = standardError === null ? '' : ` ± ${standardError.toFixed(4)}`;
        return `  ${task}  ${metric}${filter === 'none' ? '' : ` (${filter})`}  ${value.toFixed(4)}${error}  (${sampleCount})`;
      }),
    );
    return [heading, ...(repair === null ? [] : describeRepair(repair)), ...lines];
  });
  return rows.join('\n');
}
