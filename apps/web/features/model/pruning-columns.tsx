import { isRandomStrategy } from '@lamina/plans';
import { describeRetention, getStandardError } from '../pruning/describe-retention.ts';
import { getRetentionLook, RetentionValue } from '../pruning/retention-value.tsx';
import { getRetentionWords, getScoresDetail } from '../pruning/retention-words.ts';
import { getStrategyLabel } from '../pruning/strategy-name.ts';
import type { Column } from '../table/column.ts';
import { formatIndices } from '../ui/format.ts';
import type { Numbers } from '../ui/numbers.ts';
import { PlanMenu } from './plan-menu.tsx';
import type { PruningOverview, PruningSummary } from './summarize-prunings.ts';

/** The columns of a model's prunings. */
export function listPruningColumns(overview: PruningOverview, slug: string, numbers: Numbers): readonly Column<PruningSummary>[] {
  return [
    ...listChoiceColumns(),
    ...['average', ...overview.benchmarks].map((name) => toRetentionColumn(name, overview.aboveChance)),
    ...listPerplexity(overview, numbers),
    toPlanColumn(slug),
  ];
}

function listChoiceColumns(): readonly Column<PruningSummary>[] {
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
          {pruning.seed !== null && isRandomStrategy(pruning.strategy) && `, seed ${pruning.seed}`}
        </>
      ),
      details: [{ id: 'seed', value: ({ seed }) => seed }],
    },
    {
      id: 'removed',
      title: 'Removed blocks',
      definition: 'Block indices in the unpruned model, starting at 0 at the input.',
      width: 170,
      narrowWidth: 104,
      value: ({ removed }) => removed.join(' '),
      text: ({ removed }) => formatIndices(removed),
      render: ({ removed }) => formatIndices(removed),
    },
    {
      id: 'count',
      title: 'Blocks',
      hint: 'removed',
      numeric: true,
      first: 'asc',
      width: 92,
      value: ({ removedCount }) => removedCount,
      render: ({ removedCount, removedBlockRatio }, { numbers }) => `${removedCount} (${numbers.percent(removedBlockRatio, 1)})`,
      details: [{ id: 'removed_block_ratio', value: ({ removedBlockRatio }) => removedBlockRatio }],
    },
    {
      id: 'parameters',
      title: 'Parameters',
      hint: 'left',
      numeric: true,
      width: 130,
      value: ({ parametersAfter }) => parametersAfter,
      text: ({ parametersAfter }, numbers) => numbers.compact(parametersAfter),
      render: ({ parametersAfter, removedParameterRatio }, { numbers }) =>
        `${numbers.compact(parametersAfter)} (−${numbers.percent(removedParameterRatio, 1)})`,
      details: [{ id: 'removed_parameter_ratio', value: ({ removedParameterRatio }) => removedParameterRatio }],
    },
  ];
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
    value: (pruning) => get(pruning).value,
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
      value: ({ perplexity }) => perplexity?.value ?? null,
      text: ({ perplexity }, numbers) => numbers.significant(perplexity?.value),
      render: ({ perplexity }, { numbers }) => numbers.significant(perplexity?.value),
      details: [{ id: 'perplexity_standard_error', value: ({ perplexity }) => perplexity?.standardError ?? null }],
    },
  ];
}

function toPlanColumn(slug: string): Column<PruningSummary> {
  return {
    id: 'plan',
    title: 'Plan',
    definition: 'The plan for tools that work on the original weights.',
    width: 104,
    value: ({ removed }) => removed.join(' '),
    render: (pruning) => <PlanMenu pruning={pruning} slug={slug} />,
    details: [{ id: 'certificate_max_logit_difference', value: ({ certificate }) => certificate?.maxLogitDifference ?? null }],
  };
}
