import {
  describeSettlement,
  type MeasureModelResult,
  measureModel,
  PRODUCT_PRECISIONS,
  splitDocuments,
  takeDocuments,
  type UnitSearch,
} from '@lamina/engine';
import { AppError, getAt } from '@lamina/errors';
import { OPTIONS, option } from '@lamina/jobs';
import { type LayerSeries, REPAIR_KINDS } from '@lamina/metrics';
import { UNIT_KINDS } from '@lamina/plans';
import type { Command } from 'commander';
import { z } from 'zod';
import { modelLookup, wantedProviders } from '../env.ts';
import { locateModel } from '../locate-model.ts';
import { chooseText } from '../options/choose-text.ts';
import { readTextFile } from '../options/read-input-file.ts';
import { readScoreInput } from '../options/read-score-input.ts';
import { REMOVAL_OPTIONS, readChange } from '../options/removal-options.ts';
import { describeRepair, REPAIR_FLAGS, REPAIR_OPTIONS, toIterateRepair } from '../options/repair-options.ts';
import { CUT_OPTIONS, fileOption, filesOption, JSON_OPTION, RUN_OPTIONS, switchOption, UNITS_OPTION } from '../options/shared-options.ts';
import { followProgress } from '../show-progress.ts';
import { formatTable } from '../table.ts';
import { defineVerb } from '../verb/define-verb.ts';
import { writeResult } from '../write-result.ts';

/** How much of the bundled text is scored where none is named. */
const DEFAULT_WINDOWS = 64;

const steps = z.int().min(1).optional();

const SCORE_OPTIONS = z
  .strictObject({
    text: filesOption(
      'Text',
      `Text files, one document each, or names of bundled texts. Default: ${DEFAULT_WINDOWS} windows of the first bundled text that the model knows.`,
    ),
    ids: fileOption('Token ids', 'Token ids as JSON: one sequence, or rows of equal length.'),
    documents: switchOption(
      'Documents',
      'Read texts as studies do: a blank line ends a document, and its last, shorter window is read too.',
    ),
    part: option(
      OPTIONS.documentPart.unwrap().optional(),
      'Part of the documents',
      'With --documents: the k-th of every n documents.',
      'k/n',
    ),
    ...CUT_OPTIONS,
    ...RUN_OPTIONS,
    products: option(
      z.enum(PRODUCT_PRECISIONS).default('fp32'),
      'Products',
      'Number format of products with float weights. fp16 is faster on GPUs; sums stay in fp32.',
    ),
    losses: switchOption('Losses', 'Compute token losses. Without them only block metrics are computed, which is faster.', true),
    selfCheck: switchOption('Self-check', 'Check that the rewritten graph gives the same logits.', true),
    blockByBlock: option(
      z.boolean().optional(),
      'Block by block',
      'Load one block at a time. Default: only if the model is larger than the memory.',
    ),
    ...REMOVAL_OPTIONS,
    ...REPAIR_OPTIONS,
    leaveOneOut: switchOption(
      'Losses without one unit',
      'Also measure the loss increase when each single block, attention or MLP is removed.',
    ),
    greedy: option(steps, 'Greedy removal', 'Also remove n units one by one, each time the one with the lowest loss increase.', 'n'),
    iterate: option(steps, 'Iterative removal', 'Also remove n units one by one by influence, measured again after each.', 'n'),
    iterateRepair: option(
      z.enum(REPAIR_KINDS).optional(),
      'Repair of the search',
      'With --iterate: repair the removed blocks after each removal, fitted on the text that is scored, before the influence is measured again.',
    ),
    evolve: option(steps, 'Evolutionary search', 'Also search for n units whose joint removal changes the predictions least.', 'n'),
    searchPasses: OPTIONS.searchPasses,
    searchFitness: OPTIONS.searchFitness,
    ...UNITS_OPTION,
    until: option(
      z.enum(['settled']).optional(),
      'Stop early',
      'Read windows in random order until the blocks of lowest influence are known.',
    ),
    count: option(z.int().min(1).default(3), 'Count', 'With --until: number of blocks of lowest influence.', 'n'),
    confidence: OPTIONS.confidence,
    seed: option(OPTIONS.seed, 'Seed', 'With --until and --evolve: seed of the random choices.', 'n'),
    ...JSON_OPTION,
  })
  .refine(({ text, ids }) => text === undefined || ids === undefined, 'give either --text FILE… or --ids FILE')
  .refine(
    ({ documents, part, text }) => (!documents || text !== undefined) && (part === undefined || documents),
    '--documents needs --text FILE…, and part needs --documents',
  );

type ScoreChoice = z.output<typeof SCORE_OPTIONS>;

export function createCommand(): Command {
  return defineVerb({
    options: SCORE_OPTIONS,
    shown: ['text', 'ids', 'window', 'windows', 'remove', 'repair', 'leaveOneOut', 'until', 'count', 'json'],
    hidden: [
      ...(['documents', 'part', 'stride', 'bos', 'batch', 'threads', 'removeAttention', 'removeMlp'] as const),
      ...REPAIR_FLAGS,
      ...(['products', 'greedy', 'iterate', 'iterateRepair', 'evolve', 'units', 'confidence', 'seed'] as const),
    ],
    async run([model = ''], options) {
      const { window, stride, bos, batch, threads, products, losses, selfCheck, blockByBlock, json, ...choice } = options;
      const place = await locateModel(model);
      const job = measureModel({
        ...{ model: place, ...modelLookup() },
        ...(await readInput(options, place)),
        ...{ window, stride, bos, batch, threads, products, losses, selfCheck, blockByBlock, ...wantedProviders() },
        change: readChange(options),
        ...listSearches(options),
        until: choice.until && { count: choice.count, confidence: choice.confidence, seed: choice.seed },
      });
      const result = toReport(await followProgress(job));
      writeResult(json, result, describe(result));
    },
  });
}

/** The text to read. Many documents are shorter than a window. */
async function readInput({ text, documents, part, ids, windows }: ScoreChoice, model: string) {
  const input = readScoreInput({ text, ids });
  if (input === null)
    return {
      input: { texts: (await chooseText(model)).documents },
      windows: windows ?? DEFAULT_WINDOWS,
      partialWindows: 'scored' as const,
    };
  if (!documents || text === undefined) return { input, windows, partialWindows: 'dropped' as const };
  const texts = takeDocuments(text.map(readTextFile).flatMap(splitDocuments), part ?? null);
  return { input: { texts }, windows, partialWindows: 'scored' as const };
}

function listSearches(options: ScoreChoice) {
  const { leaveOneOut, greedy = 0, iterate = 0, iterateRepair: kind, evolve, searchPasses: passes, searchFitness: fitness } = options;
  if (kind !== undefined && iterate === 0)
    throw new AppError(
      'BAD_USER_INPUT',
      `--iterate-repair ${kind} repairs what --iterate removes; give --iterate N too, or use --remove with --repair`,
    );
  return {
    ...{ leaveOneOut, leaveOneOutUnits: UNIT_KINDS, greedy, searchUnits: [options.units] },
    // One search, with repairs or without.
    iterate: kind === undefined ? iterate : 0,
    iterateRepair: kind && { count: iterate, ...toIterateRepair(kind, options) },
    evolve: evolve === undefined ? undefined : { counts: [evolve], seeds: [options.seed], passes, fitness },
  };
}

type ScoreReport = Omit<
  MeasureModelResult,
  'units' | 'lossIncreaseUnits' | 'attentionLossIncreaseUnits' | 'mlpLossIncreaseUnits' | 'searches'
> &
  Omit<UnitSearch, 'units'>;

/** Sums per document are for the bootstrap and are not written to files. A command searches one set of kinds of units. */
function toReport({
  units: _units,
  lossIncreaseUnits: _blocks,
  attentionLossIncreaseUnits: _attention,
  mlpLossIncreaseUnits: _mlp,
  searches: [search],
  ...result
}: MeasureModelResult): ScoreReport {
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
  const { definition, tokensPerSecond, nllPerWindow, repair, settlement } = report;
  const removed = (report.iterativeRemoval ?? report.repairedRemoval)?.map(({ kind, block }) => `${kind} ${block}`);
  const loss = nllPerWindow.reduce((sum, value) => sum + value, 0) / (definition.tokens - definition.windows);
  return [
    `${definition.tokens} tokens in ${definition.windows} windows, ${tokensPerSecond.toFixed(0)} tokens/s`,
    ...(nllPerWindow.length === 0 ? [] : [`perplexity ${Math.exp(loss).toFixed(3)} (mean loss ${loss.toFixed(4)} nats per token)`]),
    ...(repair === null ? [] : [describeRepair(repair)]),
    ...(settlement === null ? [] : describeSettlement(settlement)),
    '',
    describeBlocks(report),
    ...(removed ? [`removed by influence, in this order: ${removed.join(', ')}`] : []),
  ].join('\n');
}

/** A row for each block, with the columns that were measured. */
function describeBlocks(report: ScoreReport): string {
  const { blockInfluence, attentionInfluence, mlpInfluence, lossIncrease, attentionLossIncrease, mlpLossIncrease } = report;
  const measured: readonly (readonly [title: string, series: LayerSeries | null])[] = [
    ['influence', blockInfluence],
    ['of attention', attentionInfluence],
    ['of MLP', mlpInfluence],
    ['loss without it', lossIncrease],
    ['without attention', attentionLossIncrease],
    ['without MLP', mlpLossIncrease],
  ];
  const columns = measured.flatMap(([title, series]) =>
    series === null ? [] : [{ title, value: (block: number) => formatValue(series, block) }],
  );
  const error = { title: '±', value: (block: number) => blockInfluence.standardError[block]?.toFixed(5) ?? '–' };
  const [influence, ...others] = columns;
  return formatTable(
    blockInfluence.mean.map((_, block) => block),
    [{ title: 'block', value: String }, ...(influence === undefined ? [] : [influence]), error, ...others],
  );
}

/** A dash where a block has no such part. */
function formatValue({ mean, count, undefinedCount }: LayerSeries, block: number): string {
  const value = mean[block];
  if (typeof value === 'number') return value.toFixed(5);
  return getAt(count, block) + getAt(undefinedCount, block) === 0 ? '–' : 'undefined';
}
