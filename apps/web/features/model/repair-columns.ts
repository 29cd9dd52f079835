import { toChangedColumn } from '../pruning/changed-column.ts';
import { describeRetention } from '../pruning/describe-retention.ts';
import { listEqualBytesDetails, toEqualBytesColumn } from '../pruning/equal-bytes-column.ts';
import { toRatioColumn } from '../pruning/ratio-column.tsx';
import { readDecode, readPrefill } from '../pruning/read-speedups.ts';
import { getRepairLabel, getTokenRuleLabel } from '../pruning/repair-name.ts';
import { getScoresDetail } from '../pruning/retention-words.ts';
import { NOT_MEASURED } from '../pruning/speed-ratio.ts';
import { getStrategyLabel, toStrategyName } from '../pruning/strategy-name.ts';
import type { Column } from '../table/column.ts';
import { formatIndices } from '../ui/format.ts';
import { formatEstimate, toInterval } from '../ui/interval.ts';
import { MISSING, type Numbers } from '../ui/numbers.ts';
import { describeGain, describePerplexityChange } from './describe-gain.ts';
import { createSpeedFinder } from './find-speed.ts';
import type { RepairRow } from './list-repair-rows.ts';
import type { EfficiencyFacts } from './load-insight.ts';

/** The columns of a model's repairs. */
export function listRepairColumns(
  rows: readonly RepairRow[],
  { aboveChance, efficiencies }: { readonly aboveChance: boolean; readonly efficiencies: readonly EfficiencyFacts[] },
): readonly Column<RepairRow>[] {
  return [
    ...listChoiceColumns(rows),
    ...listResultColumns(aboveChance),
    ...listSpeedColumns(efficiencies),
    ...ERROR_COLUMNS,
    { ...toEqualBytesColumn(getForm, aboveChance), details: listEqualBytesDetails(getForm) },
  ];
}

function listSpeedColumns(efficiencies: readonly EfficiencyFacts[]): readonly Column<RepairRow>[] {
  const find = createSpeedFinder(efficiencies);
  const compare = ({ removed, repair, pruning }: RepairRow) =>
    find({ removed, repair, rank: pruning?.repair?.rank ?? null })?.comparedWithDense ?? null;
  const definition =
    'Speed of this removal with this repair ÷ that of the whole model, at the smallest batch; both run alternately. Above 1 is faster.';
  return [
    toRatioColumn({ id: 'prefill', title: 'Prompt speed', definition, missing: NOT_MEASURED }, (row) => readPrefill(compare(row))),
    toRatioColumn({ id: 'decode', title: 'Writing speed', definition, missing: NOT_MEASURED }, (row) => readDecode(compare(row))),
  ];
}

const getForm = ({ equalBytes }: RepairRow) => equalBytes;

/** Of a repair's columns, what is the same in all rows is hidden. */
const hasOne = (rows: readonly RepairRow[], get: (row: RepairRow) => string | null): boolean =>
  new Set(rows.map(get).filter((value) => value !== null)).size < 2;

function listChoiceColumns(rows: readonly RepairRow[]): readonly Column<RepairRow>[] {
  return [
    {
      id: 'repair',
      title: 'Repair',
      width: 200,
      value: ({ repair }) => getRepairLabel(repair),
    },
    {
      id: 'strategy',
      title: 'Removed by',
      definition: 'Every strategy that chose these blocks.',
      width: 160,
      value: ({ strategies }) => strategies.map((strategy) => getStrategyLabel(toStrategyName(strategy))).join(', '),
    },
    {
      id: 'text',
      title: 'Solved on',
      definition: 'The calibration text that the solver read; every fifth document was held out.',
      width: 150,
      value: ({ calibration }) => calibration,
      details: [{ id: 'text_sha256', value: ({ calibrationDigest }) => calibrationDigest }],
    },
    {
      id: 'tokens',
      title: 'Tokens',
      definition: 'Which tokens of the text the solver used: all, all without sinks (first tokens, and very long states), or all balanced.',
      hidden: hasOne(rows, ({ tokenRule }) => tokenRule),
      width: 110,
      value: ({ tokenRule }) => tokenRule && getTokenRuleLabel(tokenRule),
    },
    {
      id: 'setting',
      title: 'Setting',
      definition: 'Rank, ridge and windows of the repair.',
      hidden: hasOne(rows, ({ setting }) => setting),
      width: 200,
      value: ({ setting }) => setting,
    },
    { id: 'removed', title: 'Blocks', hint: 'removed', numeric: true, first: 'asc', width: 90, value: ({ removedCount }) => removedCount },
    { id: 'which', title: 'Which', width: 120, value: ({ removed }) => formatIndices(removed) },
  ];
}

function listResultColumns(aboveChance: boolean): readonly Column<RepairRow>[] {
  return [
    {
      id: 'retention',
      title: 'Retention',
      hint: aboveChance ? 'above chance, 95 %' : '95 %',
      numeric: true,
      width: 170,
      value: ({ retention }) => retention,
      text: ({ retention, retentionStandardError }, numbers) =>
        describeRetention({ value: retention, standardError: retentionStandardError, aboveChance }, numbers),
      details: [getScoresDetail(aboveChance)],
    },
    {
      id: 'gain',
      title: 'Against removal alone',
      hint: 'accuracy, 95 %',
      definition:
        'Accuracy with the repair minus that of removal alone, on the same questions. A difference holds if it is clear at 95 % after Holm’s correction over all differences of accuracy and perplexity in the model’s repairs. The repair is called better or worse if the difference holds on at least two calibration texts, and better or worse on this text if it holds on one.',
      numeric: true,
      width: 320,
      value: ({ gain }) => gain?.value ?? null,
      text: ({ gain }, numbers) => (gain === null ? MISSING : describeGain(gain, numbers)),
      details: [{ id: 'holm_p', value: ({ gain }) => gain?.holmP ?? null }],
    },
    toChangedColumn(({ changedAnswers }) => changedAnswers),
    {
      id: 'perplexity',
      title: 'Perplexity',
      hint: 'pruned ÷ dense',
      numeric: true,
      first: 'asc',
      width: 170,
      value: ({ perplexityRatio }) => perplexityRatio,
      text: ({ perplexityRatio, perplexityInterval }, numbers) =>
        perplexityRatio === null ? MISSING : formatEstimate(perplexityRatio, perplexityInterval, write(numbers)),
    },
    {
      id: 'perplexity-change',
      title: 'Perplexity against removal alone',
      hint: 'repaired ÷ alone, 95 %',
      definition:
        'Perplexity with the repair ÷ that of removal alone, on the same texts; below 1 is better. The interval is that of the paired difference of nats per word. Better and worse are called as for accuracy, with one correction over both.',
      numeric: true,
      first: 'asc',
      width: 320,
      value: ({ perplexityChange }) => perplexityChange && Math.exp(perplexityChange.value),
      text: ({ perplexityChange }, numbers) => (perplexityChange === null ? MISSING : describePerplexityChange(perplexityChange, numbers)),
      details: [{ id: 'perplexity_holm_p', value: ({ perplexityChange }) => perplexityChange?.holmP ?? null }],
    },
    {
      id: 'divergence',
      title: 'Divergence',
      hint: 'nats/token',
      definition: 'Kullback–Leibler divergence of the next-token distribution from that of the dense model; 0 = the same predictions.',
      numeric: true,
      first: 'asc',
      width: 190,
      value: ({ divergence }) => divergence,
      text: ({ divergence, divergenceStandardError }, numbers) =>
        divergence === null ? MISSING : formatEstimate(divergence, toInterval(divergence, divergenceStandardError), write(numbers)),
    },
  ];
}

const ERROR_COLUMNS: readonly Column<RepairRow>[] = [
  {
    id: 'predicted',
    title: 'Predicted, no sinks',
    hint: '1 = removal alone',
    definition:
      'Share of the change of the residual stream that the repair leaves, on calibration documents that the solver did not read; 1 = no better than removal alone. Over the tokens that are no sinks: sinks (first tokens, and very long states) hold nearly all of the squared norm, and would rule the error.',
    numeric: true,
    first: 'asc',
    width: 140,
    value: ({ predictedErrors }) => predictedErrors?.noSinks ?? null,
    text: ({ predictedErrors }, numbers) => numbers.fixed(predictedErrors?.noSinks, 3),
  },
  {
    id: 'predicted-all',
    title: 'Predicted, all tokens',
    hint: '1 = removal alone',
    definition: 'The same over all tokens. Sinks rule it, so it can be far from what happens to the other tokens.',
    numeric: true,
    first: 'asc',
    width: 130,
    value: ({ predictedErrors }) => predictedErrors?.all ?? null,
    text: ({ predictedErrors }, numbers) => numbers.fixed(predictedErrors?.all, 3),
  },
  {
    id: 'measured',
    title: 'Measured error',
    hint: '1 = removal alone',
    definition: 'Share of the added loss that the repair leaves: ln of the perplexity ratio with the repair ÷ the same without it.',
    numeric: true,
    first: 'asc',
    width: 140,
    value: ({ measuredError }) => measuredError,
    text: ({ measuredError }, numbers) => numbers.fixed(measuredError, 3),
  },
];

function write(numbers: Numbers): (value: number) => string {
  return (value) => numbers.fixed(value, 3);
}
