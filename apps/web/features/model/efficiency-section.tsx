'use client';

import { type ReactNode, useMemo } from 'react';
import { toRatioColumn } from '../pruning/ratio-column.tsx';
import { readDecode, readPrefill } from '../pruning/read-speedups.ts';
import { toStrategyName } from '../pruning/strategy-name.ts';
import { describeUnits } from '../pruning/unit-sets.ts';
import type { QuerySource } from '../query/query-source.ts';
import { toBytesColumn } from '../table/bytes-column.ts';
import type { Column } from '../table/column.ts';
import { DataTable } from '../table/data-table.tsx';
import { formatInterval } from '../ui/interval.ts';
import type { Numbers } from '../ui/numbers.ts';
import { Section } from '../ui/section.tsx';
import table from '../ui/table.module.css';
import { describeMeasured } from './describe-measured.ts';
import type { EfficiencyFacts } from './load-insight.ts';

export interface EfficiencySectionProps {
  readonly efficiencies: readonly EfficiencyFacts[];
  readonly slug: string;
  readonly query: QuerySource;
}

/** Speed and memory, dense and pruned, each compared on its own machine. */
export function EfficiencySection({ efficiencies, slug, query }: EfficiencySectionProps): ReactNode {
  const shown = useMemo(() => efficiencies.filter(({ measuredAlone }) => measuredAlone), [efficiencies]);
  return (
    <Section
      id="efficiency"
      title="What does removal save?"
      intro="Speed and memory of the whole, the pruned and the repaired models. Speeds are medians of repeated runs, with the slowest and the fastest below. A pruned model and the whole model run alternately, in several rounds that open both anew, which gives their ratio and its 95 % interval. If the interval contains 1, no difference was shown. With one round, the interval holds for one session only: do not rely on differences below a tenth. Speeds that were measured while other jobs ran are not shown."
    >
      <DataTable
        title={`Speed and memory of ${slug}`}
        name="efficiency"
        prefix="efficiency-"
        rows={shown}
        columns={COLUMNS}
        getRowId={getRowId}
        rowHeader="what"
        pinned={PINNED}
        sort={SORT}
        empty={
          efficiencies.length === 0
            ? 'Nothing was measured yet.'
            : 'All speeds so far were measured while other jobs ran; measure again when the machine is idle.'
        }
        query={query}
      />
    </Section>
  );
}

const PINNED = ['what'] as const;
const SORT = [
  { id: 'load', desc: false },
  { id: 'removed', desc: false },
] as const;

function getRowId({ id }: EfficiencyFacts): string {
  return id;
}

const COLUMNS: readonly Column<EfficiencyFacts>[] = [
  {
    id: 'what',
    title: 'Model',
    width: 250,
    value: ({ pruning }) => (pruning ? `${toStrategyName(pruning.strategy)} ${describeUnits(pruning)}` : 'whole'),
    details: [{ id: 'repair', value: ({ pruning }) => pruning?.repairKind ?? null }],
    text: ({ pruning }) => describeMeasured(pruning),
  },
  {
    id: 'removed',
    title: 'Units',
    hint: 'removed',
    numeric: true,
    first: 'asc',
    width: 86,
    aggregate: 'range',
    value: ({ removedCount }) => removedCount,
  },
  {
    id: 'load',
    title: 'Task',
    hint: 'texts × tokens',
    definition: 'Batch size × tokens per prompt. Speeds of different loads are not comparable.',
    groupable: true,
    width: 120,
    value: ({ batch, promptTokens }) => `${batch} × ${promptTokens}`,
    details: [{ id: 'generated_tokens', value: ({ generatedTokens }) => generatedTokens }],
  },
  {
    id: 'rounds',
    title: 'Rounds',
    numeric: true,
    first: 'desc',
    width: 90,
    definition:
      'How often both models were opened anew. Intervals of ratios are over the rounds. With one round they hold for one session only.',
    value: ({ rounds }) => rounds,
  },
  {
    id: 'prefill',
    title: 'Prompt',
    hint: 'tokens/s',
    numeric: true,
    width: 110,
    aggregate: 'range',
    value: ({ prefillTokensPerSecond }) => prefillTokensPerSecond.median,
    format: (value, numbers) => numbers.integer(value),
    render: ({ prefillTokensPerSecond }, { numbers }) => <SpreadValue spread={prefillTokensPerSecond} numbers={numbers} />,
    details: [
      { id: 'prefill_low', value: ({ prefillTokensPerSecond }) => prefillTokensPerSecond.low },
      { id: 'prefill_high', value: ({ prefillTokensPerSecond }) => prefillTokensPerSecond.high },
    ],
  },
  toRatioColumn({ id: 'prefill_speedup', title: '÷ dense' }, ({ comparedWithDense }) => readPrefill(comparedWithDense)),
  {
    id: 'decode',
    title: 'Writing',
    hint: 'tokens/s',
    numeric: true,
    width: 110,
    aggregate: 'range',
    value: ({ decodeTokensPerSecond }) => decodeTokensPerSecond?.median ?? null,
    format: (value, numbers) => numbers.integer(value),
    render: ({ decodeTokensPerSecond }, { numbers }) => <SpreadValue spread={decodeTokensPerSecond} numbers={numbers} />,
    details: [
      { id: 'decode_low', value: ({ decodeTokensPerSecond }) => decodeTokensPerSecond?.low ?? null },
      { id: 'decode_high', value: ({ decodeTokensPerSecond }) => decodeTokensPerSecond?.high ?? null },
    ],
  },
  toRatioColumn({ id: 'decode_speedup', title: '÷ dense' }, ({ comparedWithDense }) => readDecode(comparedWithDense)),
  toBytesColumn({ id: 'weights', title: 'Weights' }, ({ weightsBytes }) => weightsBytes),
  toBytesColumn({ id: 'memory', title: 'Memory', hint: 'peak' }, ({ peakMemoryBytes }) => peakMemoryBytes),
  toBytesColumn({ id: 'cache', title: 'Cache', hint: 'per token' }, ({ cacheBytesPerToken }) => cacheBytesPerToken),
  { id: 'precision', title: 'Precision', width: 96, value: ({ runtime }) => runtime.precision },
  {
    id: 'device',
    title: 'Measured on',
    width: 330,
    value: ({ runtime }) => `${runtime.provider}, ${runtime.device ?? 'unknown device'}, ${runtime.threads} threads`,
  },
];

interface SpreadValueProps {
  readonly spread: EfficiencyFacts['decodeTokensPerSecond'];
  readonly numbers: Numbers;
}

/** The median, with the slowest and fastest repetition below it. */
function SpreadValue({ spread, numbers }: SpreadValueProps): ReactNode {
  return (
    <>
      {numbers.integer(spread?.median)}
      {spread && <span className={table.sub}>{formatInterval(spread, numbers.integer)}</span>}
    </>
  );
}
