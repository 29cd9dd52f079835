'use client';

import { type ReactNode, useMemo } from 'react';
import type { ControlVerdict } from '../../generated/graphql.ts';
import { getRetentionWords, getScoresDetail } from '../pruning/retention-words.ts';
import type { QuerySource } from '../query/query-source.ts';
import type { Column } from '../table/column.ts';
import { DataTable } from '../table/data-table.tsx';
import { Badge, type BadgeTone } from '../ui/badge.tsx';
import { MISSING, type Numbers } from '../ui/numbers.ts';
import table from '../ui/table.module.css';
import type { StrategyComparison } from './load-insight.ts';
import { createSeriesFinder, type StrategySeries } from './strategy-series.ts';

type Step = StrategyComparison['steps'][number];
type Result = Step['results'][number];

/** One strategy, by the scores of one text, with its result at each number of removed blocks. */
interface Row extends StrategySeries {
  readonly results: ReadonlyMap<number, Result>;
}

const VERDICTS: Readonly<Record<ControlVerdict, { readonly word: string; readonly tone: BadgeTone }>> = {
  BEATS_CONTROL: { word: 'beyond all', tone: 'good' },
  NOT_DISTINGUISHABLE: { word: 'not shown', tone: 'plain' },
  WORSE_THAN_CONTROL: { word: 'behind all', tone: 'bad' },
  NO_CONTROL: { word: 'no control', tone: 'plain' },
};
const PINNED = ['strategy'] as const;
const getRowId = ({ id }: Row) => id;

export interface ControlVerdictsProps {
  readonly comparison: StrategyComparison;
  readonly query: QuerySource;
}

/** Whether each strategy is beyond random removal of inner units, at each number of removed blocks. */
export function ControlVerdicts({ comparison, query }: ControlVerdictsProps): ReactNode {
  const steps = useMemo(() => comparison.steps.filter(({ control }) => control !== null), [comparison]);
  const rows = useMemo(() => listRows(comparison, steps), [comparison, steps]);
  const columns = useMemo(() => listColumns(steps, comparison.aboveChance), [steps, comparison.aboveChance]);
  if (steps.length === 0) return null;
  return (
    <DataTable
      title={`Strategies against the random control, by ${getRetentionWords(comparison.aboveChance).name}`}
      name="verdicts"
      prefix="verdicts-"
      rows={rows}
      columns={columns}
      getRowId={getRowId}
      rowHeader="strategy"
      pinned={PINNED}
      status="Beyond all: on this text the strategy keeps more than every one of the five or more random draws, and its margin over their mean holds at 95 % after Holm’s correction over all claims about the strategies, also those of the table of differences. One text and one seed of a search do not show that a strategy is better."
      empty="No strategy was measured together with the control."
      query={query}
    />
  );
}

function listRows(comparison: StrategyComparison, steps: readonly Step[]): readonly Row[] {
  const findSeries = createSeriesFinder(comparison);
  const rows = new Map<string, StrategySeries & { readonly results: Map<number, Result> }>();
  for (const { removedCount, results } of steps) {
    for (const result of results) {
      const series = findSeries(result);
      const row = rows.get(series.id) ?? { ...series, results: new Map() };
      // Of several named sets, the best has the cell: they come best first.
      if (!row.results.has(removedCount)) row.results.set(removedCount, result);
      rows.set(series.id, row);
    }
  }
  return [...rows.values()];
}

function listColumns(steps: readonly Step[], aboveChance: boolean): readonly Column<Row>[] {
  return [
    {
      id: 'strategy',
      title: 'Strategy',
      width: 180,
      value: ({ label }) => label,
      details: [getScoresDetail(aboveChance)],
    },
    ...steps.map(({ removedCount }): Column<Row> => {
      const find = ({ results }: Row) => results.get(removedCount);
      const word = (row: Row) => {
        const result = find(row);
        return result ? VERDICTS[result.verdict].word : null;
      };
      return {
        id: `removed-${removedCount}`,
        title: `${removedCount} removed`,
        width: 124,
        value: word,
        text: (row, numbers) => [word(row) ?? MISSING, formatMargin(find(row)?.margin, numbers)].filter(Boolean).join(' '),
        look: (row) => {
          const result = find(row);
          return result ? { title: result.statement } : {};
        },
        render: (row, { numbers }) => <Verdict result={find(row)} numbers={numbers} />,
        details: [
          { id: `removed-${removedCount}_margin`, value: (row) => find(row)?.margin ?? null },
          { id: `removed-${removedCount}_margin_standard_error`, value: (row) => find(row)?.marginStandardError ?? null },
          { id: `removed-${removedCount}_margin_error`, value: (row) => find(row)?.marginError?.toLowerCase() ?? null },
          { id: `removed-${removedCount}_holm_p`, value: (row) => find(row)?.holmP ?? null },
        ],
      };
    }),
  ];
}

function Verdict({ result, numbers }: { readonly result: Result | undefined; readonly numbers: Numbers }): ReactNode {
  if (!result) return MISSING;
  const { word, tone } = VERDICTS[result.verdict];
  return (
    <>
      <Badge tone={tone}>{word}</Badge>
      <span className={table.sub}>{formatMargin(result.margin, numbers)}</span>
    </>
  );
}

function formatMargin(margin: number | null | undefined, numbers: Numbers): string {
  if (margin === null || margin === undefined) return '';
  return `${margin > 0 ? '+' : ''}${numbers.fixed(margin, 3)}`;
}
