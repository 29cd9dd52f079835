import { type BosPolicy, digestModel, evaluateModel, openModel, type RemovalEvaluation } from '@lamina/engine';
import { describeRemoval, NOTHING_REMOVED, type Removal, removesNothing } from '@lamina/plans';
import { Command, Option } from 'commander';
import { digestFolder, modelRoots, wantedProviders } from '../env.ts';
import { addChatOptions, type ChatFlags, readChat } from '../evaluate/chat-options.ts';
import { describeEvaluations, describeSamples } from '../evaluate/describe-evaluations.ts';
import { type LoadedTasks, loadTasks } from '../evaluate/load-tasks.ts';
import { readRequests } from '../evaluate/read-requests.ts';
import { locateModel, MODEL_HELP } from '../locate-model.ts';
import { parseCount, parseLimit, parseNames, parseSeed, parseWindow } from '../parse-options.ts';
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
    .option('--samples <file>', 'write every document’s answers, one JSON object per line')
    .option('--json <file>', 'write the results as JSON (- for stdout)');
  for (const option of removals.options) command.addOption(option);
  return addRepairOptions(addChatOptions(command)).action(async (reference: string, flags: EvaluateFlags, command: Command) => {
    if ((flags.tasks === undefined) === (flags.requests === undefined))
      command.error('error: give either --tasks NAMES or --requests FILE', { exitCode: 2 });
    await evaluate(reference, flags, removals.list());
  });
}

async function evaluate(reference: string, flags: EvaluateFlags, removals: readonly Removal[]): Promise<void> {
  const { maxLength, bos, batch, threads, limit, window } = flags;
  const { repair } = pickRepair(flags);
  const model = await locateModel(reference);
  const { choice, facts: chat } = readChat(model, flags);
  const loaded = await load(flags, choice);
  const started = performance.now();
  const evaluations = await followProgress(
    evaluateModel({
      model,
      roots: modelRoots(),
      removals: removals.length === 0 ? [NOTHING_REMOVED] : removals,
      tasks: loaded.tasks.map(({ task }) => task),
      ...(maxLength === undefined ? {} : { maxLength }),
      bos,
      ...(batch === undefined ? {} : { batch }),
      ...(threads === undefined ? {} : { threads }),
      ...(repair === null ? {} : { repair: { ...repair, ...(window === undefined ? {} : { window }) } }),
      ...wantedProviders(),
    }),
  );
  const seconds = (performance.now() - started) / 1000;
  const digests = await digestModel(openModel(model, { roots: modelRoots() }), { cacheFolder: digestFolder() });
  if (flags.samples !== undefined) writeLines(flags.samples, describeSamples(evaluations, loaded));
  const facts = { model: reference, digests, bos, batch: batch ?? null, limit: limit ?? null, seconds, chat };
  writeResult(flags.json, describeEvaluations(evaluations, loaded, facts), summarise(evaluations));
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
