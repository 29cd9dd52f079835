import type { MeasurementRequest, RecommendationVerdict } from '@lamina/benchmarks';
import { toKebabName } from '@lamina/metrics';
import { areBlocksOnly, describeRemoval } from '@lamina/plans';
import type { Recommendation, RecommendedRemoval } from './read-recommendation.ts';

/** The answer as JSON: of the choice at the top, as every result of a removal is. */
export function toResult(model: string, { choice, surer, measure, ...answer }: Recommendation): object {
  return { model, ...describeChoice(choice), ...answer, surer: surer && describeChoice(surer), measure };
}

/** The verdict on a choice whose loss may also be larger than the maximum. */
const UNSURE = 'likely' satisfies RecommendationVerdict;

/** Of an answer without a choice. */
const NO_CHOICE = {
  ...{ remove: null, removeAttention: null, removeMlp: null, repair: null, chosenOn: [], expectedLoss: null, interval: null },
  ...{ probabilityWithin: null, correctedProbability: null, documents: null, saves: null, command: null, downloads: [] },
};

function describeChoice(choice: RecommendedRemoval | null): object {
  if (choice === null) return NO_CHOICE;
  const { removed, removedAttention, removedMlp, repair, loss, lossInterval, saves, ...others } = choice;
  return {
    remove: removed,
    removeAttention: removedAttention,
    removeMlp: removedMlp,
    repair: repair && toKebabName(repair),
    expectedLoss: loss,
    interval: lossInterval,
    saves: describeSaving(saves),
    ...others,
  };
}

function describeSaving({
  parameters,
  parameterRatio,
  bytes,
  cacheBytesPerToken,
  prefill,
  decode,
  machine,
}: RecommendedRemoval['saves']): object {
  // Writing is what a model does most; without caches there is only reading.
  const measured = decode ?? prefill;
  const speed = measured && {
    ratio: measured.ratio,
    ...(measured.interval ?? { low: null, high: null }),
    phase: decode ? 'decode' : 'prefill',
    machine,
  };
  return { parameters, parameterRatio, bytes, kvBytesPerToken: cacheBytesPerToken, speed };
}

/** For a person: the sentence, what is saved, the command, the surer removal, and what to measure. */
export function describeAnswer(model: string, answer: Recommendation): string {
  const { statement, choice, surer, measure } = answer;
  const settle = writeEvaluateCommand(model, answer);
  return [
    statement,
    ...(choice === null ? [] : [describeSavings(choice.saves), '', choice.command, ...describeDownloads(choice)]),
    ...(surer === null ? [] : ['', `Surer: ${describeSurer(surer)}`, surer.command, ...describeDownloads(surer)]),
    ...(measure === null ? [] : ['', `To measure next: ${measure.reason}`, writeStudyCommand(model, measure)]),
    ...(settle === null ? [] : ['', 'To decide about this removal on each benchmark, with as few documents as needed:', settle]),
  ].join('\n');
}

function describeDownloads({ downloads }: RecommendedRemoval): readonly string[] {
  return downloads.map((url) => `Written already: ${url}`);
}

function describeSavings({ parameters, parameterRatio, bytes, cacheBytesPerToken, prefill, decode }: RecommendedRemoval['saves']): string {
  const speed = (name: string, ratio: RecommendedRemoval['saves']['prefill']): readonly string[] =>
    ratio === null
      ? []
      : [
          `${name} ${ratio.ratio.toFixed(2)} times as fast${ratio.interval ? ` (95 %: ${ratio.interval.low.toFixed(2)} to ${ratio.interval.high.toFixed(2)})` : ''}`,
        ];
  const parts = [
    `${parameters.toLocaleString('en')} parameters (${(100 * parameterRatio).toFixed(1)} %)`,
    ...(bytes === null ? [] : [`${bytes.toLocaleString('en')} bytes of weights`]),
    ...(cacheBytesPerToken === null ? [] : [`${cacheBytesPerToken.toLocaleString('en')} bytes of cache per token`]),
  ];
  const speeds = [...speed('prompts are read', prefill), ...speed('text is written', decode)];
  return [`It saves ${parts.join(', ')}.`, ...(speeds.length === 0 ? [] : [`Measured: ${speeds.join(', ')}.`])].join(' ');
}

function describeSurer({ removed, removedAttention, removedMlp, repair, loss, probabilityWithin }: RecommendedRemoval): string {
  const units = describeRemoval({ blocks: removed, attention: removedAttention, mlp: removedMlp });
  const repaired = repair === null ? '' : `, repaired by ${toKebabName(repair)}`;
  return `${units}${repaired}, a loss of ${(100 * loss).toFixed(1)} %, probability ${probabilityWithin.toFixed(3)}`;
}

/**
 * The sequential evaluation of a choice that is not sure, on this machine; null where it cannot be settled: it reads no repaired removals, and every model
 * keeps more than nothing.
 */
function writeEvaluateCommand(model: string, { verdict, choice, benchmarks, minimumRetention }: Recommendation): string | null {
  if (toKebabName(verdict) !== UNSURE || choice === null || choice.repair !== null) return null;
  if (benchmarks.length === 0 || minimumRetention <= 0) return null;
  const lists = { '--remove': choice.removed, '--remove-attention': choice.removedAttention, '--remove-mlp': choice.removedMlp };
  return [
    `lamina evaluate ${model}`,
    ...Object.entries(lists).flatMap(([name, blocks]) => (blocks.length === 0 ? [] : [`${name} ${blocks.join(',')}`])),
    `--tasks ${benchmarks.join(',')}`,
    `--until settled --fail-below ${Number(minimumRetention.toFixed(6))}`,
  ].join(' ');
}

/** The study on this machine; `--api` sends its results to the platform. */
function writeStudyCommand(
  model: string,
  { strategies, counts, units, repairs, benchmarks, documents, efficiency }: MeasurementRequest,
): string {
  const names = strategies.map((strategy) => toKebabName(strategy));
  const sets = units.map((kinds) => kinds.map((kind) => toKebabName(kind)));
  return [
    `lamina study ${model} --counts ${counts.join(',')} --strategies ${names.join(',')}`,
    ...(sets.every(areBlocksOnly) ? [] : [`--units ${sets.map((kinds) => kinds.join('+')).join(',')}`]),
    ...(repairs.length === 0 ? [] : [`--repairs ${repairs.map((kind) => toKebabName(kind)).join(',')}`]),
    ...(benchmarks.length === 0 ? [] : [`--tasks ${benchmarks.join(',')}`]),
    ...(documents === null ? [] : [`--limit ${documents}`]),
    ...(efficiency ? ['--efficiency'] : []),
    '--until settled',
  ].join(' ');
}
