import { describeSettlement, PRODUCT_PRECISIONS, type ScoreResult, scoreModel } from '@lamina/engine';
import { getAt } from '@lamina/errors';
import { OPTIONS, option } from '@lamina/jobs';
import type { LayerSeries } from '@lamina/metrics';
import { splitDocuments, takeDocuments } from '@lamina/models';
import { getSearch, type SearchResult } from '@lamina/strategies';
import type { Command } from 'commander';
import { z } from 'zod';
import { modelLookup, wantedProviders } from '../env.ts';
import { locateModel } from '../locate-model.ts';
import { chooseText } from '../options/choose-text.ts';
import { readTextFile } from '../options/read-input-file.ts';
import { readScoreInput } from '../options/read-score-input.ts';
import { REMOVAL_OPTIONS, readChange } from '../options/removal-options.ts';
import { describeRepair, REPAIR_FLAGS, REPAIR_OPTIONS } from '../options/repair-options.ts';
import { readSearches, requireFound, SEARCH_FLAGS, SEARCH_RUN_OPTIONS } from '../options/search-options.ts';
import { CUT_OPTIONS, fileOption, filesOption, JSON_OPTION, RUN_OPTIONS, switchOption, UNITS_OPTION } from '../options/shared-options.ts';
import { followProgress } from '../show-progress.ts';
import { formatTable } from '../table.ts';
import { defineVerb } from '../verb/define-verb.ts';
import { writeResult } from '../write-result.ts';

/** How much of the bundled text is scored where none is named. */
const DEFAULT_WINDOWS = 64;

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
    ...SEARCH_RUN_OPTIONS,
    ...UNITS_OPTION,
    until: option(
      z.enum(['settled']).optional(),
      'Stop early',
      'Read windows in random order until the blocks of lowest influence are known.',
    ),
    count: option(z.int().min(1).default(3), 'Count', 'With --until: number of blocks of lowest influence.', 'n'),
    confidence: OPTIONS.confidence,
    seed: option(OPTIONS.seed, 'Seed', 'With --until: seed of the order of windows.', 'n'),
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
      ...SEARCH_FLAGS,
      ...(['products', 'units', 'confidence', 'seed'] as const),
    ],
    async run([model = ''], options) {
      const { json, until, count, confidence, seed } = options;
      const place = await locateModel(model);
      const searches = readSearches(options, options.units);
      const job = scoreModel(place, {
        ...options,
        ...modelLookup(),
        ...wantedProviders(),
        ...(await readInput(options, place)),
        change: readChange(options),
        searches,
        until: until && { count, confidence, seed },
      });
      const result = await followProgress(job);
      requireFound(searches, result);
      // Sums per document are for the bootstrap and are not written to files.
      const { units: _units, ...report } = result;
      writeResult(json, report, describe(result));
    },
  });
}

/** The text to read. Many documents are shorter than a window. */
async function readInput({ text, documents, part, ids, windows }: ScoreChoice, model: string) {
  const input = readScoreInput({ text, ids });
  if (input === null)
    return {
      input: { texts: (await chooseText(model)).calibration.documents },
      windows: windows ?? DEFAULT_WINDOWS,
      partialWindows: 'scored' as const,
    };
  if (!documents || text === undefined) return { input, windows, partialWindows: 'dropped' as const };
  const texts = takeDocuments(text.map(readTextFile).flatMap(splitDocuments), part ?? null);
  return { input: { texts }, windows, partialWindows: 'scored' as const };
}

function describe(report: ScoreResult): string {
  const { definition, tokensPerSecond, nllPerWindow, repair, settlement, searches } = report;
  const loss = nllPerWindow.reduce((sum, value) => sum + value, 0) / (definition.tokens - definition.windows);
  return [
    `${definition.tokens} tokens in ${definition.windows} windows, ${tokensPerSecond.toFixed(0)} tokens/s`,
    ...(nllPerWindow.length === 0 ? [] : [`perplexity ${Math.exp(loss).toFixed(3)} (mean loss ${loss.toFixed(4)} nats per token)`]),
    ...(repair === null ? [] : [describeRepair(repair)]),
    ...(settlement === null ? [] : describeSettlement(settlement)),
    '',
    describeBlocks(report),
    ...searches.map(describeSearch),
  ].join('\n');
}

function describeSearch({ search, order }: SearchResult): string {
  return `${getSearch(search).label}: ${order.map(({ kind, block }) => `${kind} ${block}`).join(', ')}`;
}

/** A row for each block, with the columns that were measured. */
function describeBlocks(report: ScoreResult): string {
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
