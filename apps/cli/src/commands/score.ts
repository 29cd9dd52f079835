import {
  type BosPolicy,
  describeSettlement,
  PRODUCT_PRECISIONS,
  type ProductPrecision,
  type ScoreInput,
  type ScoreOptions,
  type ScoreResult,
  scoreModel,
  splitDocuments,
  takeDocuments,
  type UnitSearch,
} from '@lamina/engine';
import { AppError, getAt } from '@lamina/errors';
import type { LayerSeries } from '@lamina/metrics';
import { DEFAULT_SEARCH_PASSES, FITNESSES, type Fitness, type UnitKind } from '@lamina/plans';
import { Command, Option } from 'commander';
import { digestFolder, modelRoots, wantedProviders } from '../env.ts';
import { locateModel, MODEL_HELP } from '../locate-model.ts';
import { parseConfidence, parseCount, parsePart, parseSeed, parseUnits, parseWindow, readInputFile } from '../parse-options.ts';
import { readChats } from '../read-chats.ts';
import { readScoreInput } from '../read-score-input.ts';
import { addRemovalOptions, findRemoval, type RemovalFlags } from '../removal-options.ts';
import {
  addRepairOptions,
  describeRepair,
  iterateRepairOption,
  type PickedRepairs,
  pickRepair,
  type RepairFlags,
} from '../repair-options.ts';
import { followProgress } from '../show-progress.ts';
import { writeResult } from '../write-result.ts';

interface ScoreFlags extends RemovalFlags, RepairFlags {
  readonly text?: readonly string[];
  readonly documents?: boolean;
  readonly part?: string;
  readonly chat?: string;
  readonly ids?: string;
  readonly window?: number;
  readonly stride?: number;
  readonly windows?: number;
  readonly batch?: number;
  readonly threads?: number;
  readonly products: ProductPrecision;
  readonly bos: BosPolicy;
  readonly losses: boolean;
  readonly blockByBlock?: boolean;
  readonly selfCheck: boolean;
  readonly leaveOneOut?: boolean;
  readonly greedy?: number;
  readonly iterate?: number;
  readonly evolve?: number;
  readonly passes?: number;
  readonly fitness?: Fitness;
  readonly units?: readonly UnitKind[];
  readonly until?: 'settled';
  readonly count: number;
  readonly confidence: number;
  readonly seed: number;
  readonly json?: string;
}

export function scoreCommand(): Command {
  const command = new Command('score')
    .argument('<model>', MODEL_HELP)
    .option('--text <files...>', 'text files, one document each')
    .option('--documents', 'a blank line ends a document, and what follows its last full window is read too: as studies read their texts')
    .option('--part <k/n>', 'with --documents: the k-th of every n documents', parsePart)
    .option('--chat <file>', 'conversations as JSONL, one list of messages per line, formatted with the model’s chat template')
    .option('--ids <file>', 'token ids as JSON: one sequence, or rows of equal length')
    .option('--window <tokens>', 'tokens per window (256)', parseWindow)
    .option('--stride <tokens>', 'tokens from one window to the next (default: the window length)', parseCount)
    .option('--windows <n>', 'use the first n windows', parseCount)
    .option('--batch <n>', 'windows per run', parseCount)
    .option('--threads <n>', 'threads of the runtime', parseCount)
    .addOption(
      new Option('--products <precision>', 'number format of products with float weights; fp16 is faster on GPUs, sums stay in fp32')
        .choices(PRODUCT_PRECISIONS)
        .default('fp32'),
    )
    .addOption(new Option('--bos <policy>', 'beginning-of-text token').choices(['auto', 'always', 'never']).default('auto'))
    .option('--no-losses', 'compute only block metrics: faster, without token losses')
    .option('--block-by-block', 'load one block at a time (automatic for models larger than memory)')
    .option('--no-self-check', 'skip the check that the rewritten graph gives the same logits')
    .option('--leave-one-out', 'also measure the loss increase when each single block, attention or MLP is removed')
    .option('--greedy <n>', 'also remove n blocks one by one, each time the one with the lowest loss increase', parseCount)
    .option('--iterate <n>', 'also remove n blocks one by one by influence, measured again after each', parseCount)
    .addOption(iterateRepairOption())
    .option('--evolve <n>', 'also search n blocks that change the predictions least when removed together', parseCount)
    .option('--passes <n>', `with --evolve: how often the model may read the text (${DEFAULT_SEARCH_PASSES})`, parseCount)
    .addOption(new Option('--fitness <name>', 'with --evolve: what is made small (divergence)').choices(FITNESSES))
    .option(
      '--units <kinds>',
      'kinds of units that --greedy, --iterate and --evolve remove: block, attention, mlp, or several (block)',
      parseUnits,
    )
    .addOption(
      new Option('--until <state>', 'read windows in random order, until it is settled which blocks have the lowest influence').choices([
        'settled',
      ]),
    )
    .option('--count <k>', 'with --until: how many blocks of lowest influence', parseCount, 3)
    .option('--confidence <share>', 'with --until: probability that these are the right ones', parseConfidence, 0.95)
    .option('--seed <n>', 'with --until and --evolve: of the random choices', parseSeed, 0)
    .option('--json <file>', 'write the result as JSON (- for stdout)')
    .action(async (model: string, flags: ScoreFlags, own: Command) => {
      if ([flags.text, flags.chat, flags.ids].filter((given) => given !== undefined).length !== 1)
        own.error('error: give one of --text FILE…, --chat FILE and --ids FILE', { exitCode: 2 });
      if ((flags.documents && flags.text === undefined) || (flags.part !== undefined && !flags.documents))
        own.error('error: --documents needs --text FILE…, and --part needs --documents', { exitCode: 2 });
      const { repair, iterateRepair, settings } = pickRepair(flags);
      const {
        text,
        documents = false,
        part = null,
        chat,
        ids,
        json,
        remove: _blocks,
        removeAttention: _attention,
        removeMlp: _mlp,
        units,
        ...named
      } = settings;
      const { until, count, confidence, seed, iterate, evolve, passes, fitness, ...others } = named;
      const removal = findRemoval(flags);
      const place = await locateModel(model);
      const job = scoreModel({
        model: place,
        roots: modelRoots(),
        digests: { cacheFolder: digestFolder() },
        input: readInput({ text, documents, part, chat, ids }, place),
        // Most conversations, and many documents, are shorter than a window.
        ...(chat === undefined && !documents ? {} : { partialWindows: 'scored' as const }),
        ...others,
        ...(removal ? { removal } : {}),
        ...(repair === null ? {} : { repair }),
        ...readIterate(iterate, iterateRepair),
        ...(units ? { searchUnits: [units] } : {}),
        ...readEvolve({ evolve, passes, fitness, seed }),
        ...(until === undefined ? {} : { until: { count, confidence, seed } }),
        ...wantedProviders(),
      });
      const result = toReport(await followProgress(job));
      writeResult(json, result, describe(result));
    });
  return addRepairOptions(addRemovalOptions(command, 'score'));
}

/** One search, with repairs or without. */
function readIterate(
  count: number | undefined,
  repair: PickedRepairs<ScoreFlags>['iterateRepair'],
): Pick<ScoreOptions, 'iterate' | 'iterateRepair'> {
  if (repair === null) return count === undefined ? {} : { iterate: count };
  if (count === undefined)
    throw new AppError(
      'BAD_USER_INPUT',
      `--iterate-repair ${repair.kind} repairs what --iterate removes; give --iterate N too, or use --remove with --repair`,
    );
  return { iterateRepair: { count, ...repair } };
}

function readEvolve({
  evolve,
  passes,
  fitness,
  seed,
}: Pick<ScoreFlags, 'seed'> & Record<'evolve' | 'passes', number | undefined> & { readonly fitness: Fitness | undefined }): Pick<
  ScoreOptions,
  'evolve'
> {
  if (evolve === undefined) return {};
  return {
    evolve: { counts: [evolve], seeds: [seed], ...(passes === undefined ? {} : { passes }), ...(fitness === undefined ? {} : { fitness }) },
  };
}

interface InputFlags {
  readonly text: readonly string[] | undefined;
  readonly documents: boolean;
  readonly part: string | null;
  readonly chat: string | undefined;
  readonly ids: string | undefined;
}

function readInput({ text, documents, part, chat, ids }: InputFlags, model: string): ScoreInput {
  if (chat !== undefined) return { texts: readChats(chat, model) };
  if (!documents || text === undefined) return readScoreInput(text, ids);
  return { texts: takeDocuments(text.map(readInputFile).flatMap(splitDocuments), part) };
}

type ScoreReport = Omit<ScoreResult, 'units' | 'lossIncreaseUnits' | 'attentionLossIncreaseUnits' | 'mlpLossIncreaseUnits' | 'searches'> &
  Omit<UnitSearch, 'units'>;

/** Sums per document are for the bootstrap and are not written to files. A command searches one set of kinds of units. */
function toReport({
  units: _units,
  lossIncreaseUnits: _blocks,
  attentionLossIncreaseUnits: _attention,
  mlpLossIncreaseUnits: _mlp,
  searches: [search],
  ...result
}: ScoreResult): ScoreReport {
  if (search === undefined)
    throw new AppError(
      'MODEL_UNSUPPORTED',
      'no block of this model has units of all these kinds that can be removed alone; leave --units out, or name other kinds',
    );
  const { units: _kinds, ...found } = search;
  if (found.evolvedRemovals?.length === 0)
    throw new AppError(
      'BAD_USER_INPUT',
      `--evolve removes too many units of a model of ${result.model.blocks} blocks; choose a smaller number`,
    );
  return { ...result, ...found };
}

function describe(report: ScoreReport): string {
  const { definition, blockInfluence, attentionInfluence, mlpInfluence, tokensPerSecond, nllPerWindow, repair, settlement } = report;
  const removed = (report.iterativeRemoval ?? report.repairedRemoval)?.map(({ kind, block }) => `${kind} ${block}`);
  const losses = nllPerWindow.reduce((sum, value) => sum + value, 0);
  const predicted = definition.tokens - definition.windows;
  const numberOf = (value: number | null | undefined): string => value?.toFixed(5) ?? 'undefined';
  // Nothing was counted where a block has no such half.
  const influenceOf = (series: LayerSeries | null, block: number): string =>
    series === null || getAt(series.count, block) + getAt(series.undefinedCount, block) === 0 ? '–' : numberOf(series.mean[block]);
  const lines = blockInfluence.mean.map((mean, block) => {
    const halves = mlpInfluence === null ? [] : [attentionInfluence, mlpInfluence].map((series) => influenceOf(series, block));
    return [`  ${block}`, numberOf(mean), `± ${blockInfluence.standardError[block]?.toFixed(5) ?? '–'}`, ...halves].join('\t');
  });
  return [
    `${definition.tokens} tokens in ${definition.windows} windows, ${tokensPerSecond.toFixed(0)} tokens/s`,
    ...(nllPerWindow.length === 0
      ? []
      : [`perplexity ${Math.exp(losses / predicted).toFixed(3)} (mean loss ${(losses / predicted).toFixed(4)} nats per token)`]),
    ...(repair === null ? [] : describeRepair(repair)),
    ...(settlement === null ? [] : describeSettlement(settlement)),
    `block influence (mean, standard error${mlpInfluence ? '; influence of the attention, of the MLP' : ''}):`,
    ...lines,
    ...(removed ? [`removed by influence, in this order: ${removed.join(', ')}`] : []),
  ].join('\n');
}
