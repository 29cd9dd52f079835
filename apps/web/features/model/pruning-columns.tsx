import { toChangedColumn } from '../pruning/changed-column.ts';
import { toChosenOnColumn } from '../pruning/chosen-on-column.ts';
import { describeRetention, formatRetention, getStandardError } from '../pruning/describe-retention.ts';
import { toRatioColumn } from '../pruning/ratio-column.tsx';
import { readDecode, readPrefill } from '../pruning/read-speedups.ts';
import { getRetentionLook, RetentionValue } from '../pruning/retention-value.tsx';
import { getRetentionWords, getScoresDetail } from '../pruning/retention-words.ts';
import { NOT_MEASURED } from '../pruning/speed-ratio.ts';
import { getStrategyLabel } from '../pruning/strategy-name.ts';
import { describeUnitKinds, describeUnits, getUnitSetLabel } from '../pruning/unit-sets.ts';
import type { Column } from '../table/column.ts';
import { formatBytes } from '../ui/format-bytes.ts';
import { formatEstimate, toInterval } from '../ui/interval.ts';
import { MISSING, type Numbers } from '../ui/numbers.ts';
import { createSpeedFinder } from './find-speed.ts';
import type { EfficiencyFacts } from './load-insight.ts';
import { PlanMenu } from './plan-menu.tsx';
import type { PruningOverview, PruningSummary } from './summarize-prunings.ts';

export interface PruningColumnFacts {
  readonly slug: string;
  readonly numbers: Numbers;
  /** Speeds of the whole model and of its prunings; null if they could not be read. */
  readonly efficiencies: readonly EfficiencyFacts[] | null;
}

/** The columns of a model's prunings. */
export function listPruningColumns(
  overview: PruningOverview,
  { slug, numbers, efficiencies }: PruningColumnFacts,
): readonly Column<PruningSummary>[] {
  return [
    ...listChoiceColumns(overview),
    ...listSpeedColumns(efficiencies),
    ...['average', ...overview.benchmarks].map((name) => toRetentionColumn(name, overview.aboveChance)),
    ...listPerplexity(overview, numbers),
    ...listChanges(overview),
    toPlanColumn(slug),
  ];
}

function listChoiceColumns({ units, prunings }: PruningOverview): readonly Column<PruningSummary>[] {
  return [
    {
      id: 'strategy',
      title: 'Strategy',
      width: 190,
      groupable: true,
      value: ({ strategy }) => strategy,
      text: ({ strategy }) => getStrategyLabel(strategy),
      render: (pruning) => (
        <>
          {getStrategyLabel(pruning.strategy)}
          {pruning.seed !== null && `, seed ${pruning.seed}`}
        </>
      ),
      details: [{ id: 'seed', value: ({ seed }) => seed }],
    },
    toChosenOnColumn(prunings),
    {
      id: 'units',
      title: 'Units',
      definition: 'What could be removed: whole blocks, or an attention or an MLP of a block.',
      hidden: units === 'block',
      width: 120,
      value: (pruning) => describeUnitKinds(pruning.units),
    },
    {
      id: 'removed',
      title: 'Removed',
      definition: 'Block indices in the unpruned model, starting at 0 at the input.',
      width: 170,
      narrowWidth: 104,
      value: listRemoved,
      text: describeUnits,
      details: [
        { id: 'removed_attention', value: ({ removedAttention }) => removedAttention.join(' ') },
        { id: 'removed_mlp', value: ({ removedMlp }) => removedMlp.join(' ') },
      ],
    },
    {
      id: 'count',
      title: getUnitSetLabel(units),
      hint: 'removed',
      numeric: true,
      first: 'asc',
      width: 92,
      aggregate: 'range',
      value: ({ removedCount }) => removedCount,
      render: ({ removedCount, removedUnitRatio }, { numbers }) => `${removedCount} (${numbers.percent(removedUnitRatio, 1)})`,
      details: [{ id: 'removed_unit_ratio', value: ({ removedUnitRatio }) => removedUnitRatio }],
    },
    {
      id: 'parameters',
      title: 'Parameters',
      hint: 'left',
      numeric: true,
      width: 130,
      aggregate: 'range',
      value: ({ parametersAfter }) => parametersAfter,
      format: (value, numbers) => numbers.compact(value),
      render: ({ parametersAfter, removedParameterRatio }, { numbers }) =>
        `${numbers.compact(parametersAfter)} (−${numbers.percent(removedParameterRatio, 1)})`,
      details: [{ id: 'removed_parameter_ratio', value: ({ removedParameterRatio }) => removedParameterRatio }],
    },
    {
      id: 'cache',
      title: 'KV cache',
      hint: 'per token',
      definition: 'Bytes by which the KV cache of one text grows with each token. Each removed attention makes it smaller.',
      numeric: true,
      first: 'asc',
      width: 104,
      aggregate: 'range',
      value: ({ cacheBytesPerToken }) => cacheBytesPerToken,
      format: formatBytes,
    },
  ];
}

function listSpeedColumns(efficiencies: readonly EfficiencyFacts[] | null): readonly Column<PruningSummary>[] {
  if (efficiencies === null) return [];
  const findSpeed = createSpeedFinder(efficiencies);
  const find = (pruning: PruningSummary) => findSpeed({ ...pruning, repair: 'NONE', rank: null })?.comparedWithDense ?? null;
  const facts = {
    definition: 'Speed without these units ÷ that of the whole model, at the smallest batch; both run alternately. Above 1 is faster.',
    missing: NOT_MEASURED,
  };
  return [
    toRatioColumn({ ...facts, id: 'prefill', title: 'Prompt speed' }, (pruning) => readPrefill(find(pruning))),
    toRatioColumn({ ...facts, id: 'decode', title: 'Writing speed' }, (pruning) => readDecode(find(pruning))),
  ];
}

/** The blocks of all removed units, for files. */
function listRemoved({ removed, removedAttention, removedMlp }: PruningSummary): string {
  return [...removed, ...removedAttention, ...removedMlp].join(' ');
}

function toRetentionColumn(name: string, aboveChance: boolean): Column<PruningSummary> {
  const get = (pruning: PruningSummary) => ({
    value: pruning.retention[name]?.value ?? null,
    standardError: pruning.retention[name]?.standardError ?? null,
    aboveChance,
  });
  return {
    id: name,
    title: name === 'average' ? 'Average' : name,
    over: `${getRetentionWords(aboveChance).title}, 95 %`,
    numeric: true,
    width: 112,
    // A strategy's rows remove different numbers of units, so a middle would mean nothing.
    aggregate: 'range',
    value: (pruning) => get(pruning).value,
    format: formatRetention,
    text: (pruning, numbers) => describeRetention(get(pruning), numbers),
    look: (pruning) => getRetentionLook(get(pruning).value),
    render: (pruning) => <RetentionValue {...get(pruning)} strong={name === 'average'} />,
    details: [
      { id: `${name}_standard_error`, value: (pruning) => getStandardError(get(pruning)) },
      ...(name === 'average' ? [getScoresDetail(aboveChance)] : []),
    ],
  };
}

function listPerplexity({ perplexityText, densePerplexity }: PruningOverview, numbers: Numbers): readonly Column<PruningSummary>[] {
  if (perplexityText === null) return [];
  return [
    {
      id: 'perplexity',
      title: 'Perplexity',
      hint: perplexityText,
      definition: `Word perplexity on ${perplexityText}; the whole model has ${numbers.significant(densePerplexity)}. Lower is better.`,
      numeric: true,
      first: 'asc',
      width: 110,
      aggregate: 'range',
      value: ({ perplexity }) => perplexity?.value ?? null,
      format: (value, numbers) => numbers.significant(value),
      details: [{ id: 'perplexity_standard_error', value: ({ perplexity }) => perplexity?.standardError ?? null }],
    },
  ];
}

/** What accuracy and perplexity do not show: answers that changed in both directions, and changed predictions. */
function listChanges({ benchmarks, perplexityText }: PruningOverview): readonly Column<PruningSummary>[] {
  const changed: Column<PruningSummary> = {
    ...toChangedColumn((pruning) => pruning.changed.average ?? null),
    aggregate: 'range',
    details: benchmarks.map((name) => ({ id: `${name}_changed`, value: (pruning: PruningSummary) => pruning.changed[name] ?? null })),
  };
  const divergence: Column<PruningSummary> = {
    id: 'divergence',
    title: 'Divergence',
    hint: 'nats/token',
    definition: `Kullback–Leibler divergence of the next-token distribution from that of the dense model on ${perplexityText}; 0 = the same predictions.`,
    numeric: true,
    first: 'asc',
    width: 190,
    aggregate: 'range',
    value: (pruning) => pruning.divergence?.value ?? null,
    format: (value, numbers) => numbers.fixed(value, 3),
    text: ({ divergence: one }, numbers) =>
      one === null ? MISSING : formatEstimate(one.value, toInterval(one.value, one.standardError), (value) => numbers.fixed(value, 3)),
    details: [{ id: 'divergence_standard_error', value: (pruning) => pruning.divergence?.standardError ?? null }],
  };
  return [...(benchmarks.length > 0 ? [changed] : []), ...(perplexityText === null ? [] : [divergence])];
}

function toPlanColumn(slug: string): Column<PruningSummary> {
  return {
    id: 'plan',
    title: 'Plan',
    definition: 'The plan for tools that work on the original weights.',
    width: 104,
    value: listRemoved,
    render: (pruning) => <PlanMenu pruning={pruning} slug={slug} />,
    details: [{ id: 'certificate_max_logit_difference', value: ({ certificate }) => certificate?.maxLogitDifference ?? null }],
  };
}
