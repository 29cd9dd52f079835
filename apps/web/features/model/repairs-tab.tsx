'use client';

import { type ReactNode, useMemo } from 'react';
import type { ModelRepairsQuery } from '../../generated/graphql.ts';
import { getRepairLabel, getTokenRuleLabel } from '../pruning/repair-name.ts';
import { getStrategyLabel, toStrategyName } from '../pruning/strategy-name.ts';
import type { QuerySource } from '../query/query-source.ts';
import type { Column } from '../table/column.ts';
import { DataTable } from '../table/data-table.tsx';
import { formatIndices } from '../ui/format.ts';
import { formatEstimate } from '../ui/interval.ts';
import panel from '../ui/panel.module.css';

export type RepairFacts = NonNullable<ModelRepairsQuery['model']>['repairComparison'];
type Result = RepairFacts['steps'][number]['results'][number];

/** One removal with one repair, solved on each of the texts; and the same removal alone. */
interface Row {
  readonly id: string;
  readonly removedCount: number;
  readonly result: Result;
  readonly alone: Result | null;
  readonly byText: ReadonlyMap<string, Result>;
}

export interface RepairsTabProps {
  readonly facts: RepairFacts;
  readonly slug: string;
  readonly query: QuerySource;
}

/** What each repair leaves of the cost of a removal, by the text that it was solved on. */
export function RepairsTab({ facts, slug, query }: RepairsTabProps): ReactNode {
  const rows = useMemo(() => listRows(facts), [facts]);
  const columns = useMemo(() => listColumns(rows), [rows]);
  if (rows.length === 0) return <p className={panel.lead}>No repair of this model was measured yet.</p>;
  return (
    <>
      <p className={panel.lead}>
        A repair replaces removed blocks by a linear operator that is solved on a text, without training. It learns the style of that text,
        so it gains more there than on other texts. Each column is perplexity ÷ that of the whole model.
      </p>
      <DataTable
        title={`Repairs of ${slug}`}
        name="repair"
        prefix="repairs-"
        rows={rows}
        columns={columns}
        getRowId={getRowId}
        rowHeader="repair"
        sort={SORT}
        empty="No repair was measured."
        query={query}
      />
    </>
  );
}

const SORT = [{ id: 'removed', desc: false }] as const;

function getRowId({ id }: Row): string {
  return id;
}

function listRows({ steps }: RepairFacts): readonly Row[] {
  return steps.flatMap(({ removedCount, results }) => {
    const alone = new Map(results.filter(({ repair }) => repair === 'NONE').map((result) => [result.removed.join(), result]));
    const repaired = results.filter(({ repair }) => repair !== 'NONE');
    const groups = Map.groupBy(repaired, ({ removed, repair, tokenRule, setting }) =>
      [removed.join(), repair, tokenRule, setting].join('/'),
    );
    return [...groups].flatMap(([key, own]): Row[] => {
      const [result] = own;
      if (result === undefined) return [];
      const byText = new Map(own.flatMap((one) => (one.calibration === null ? [] : [[one.calibration, one] as const])));
      return [{ id: `${removedCount}/${key}`, removedCount, result, alone: alone.get(result.removed.join()) ?? null, byText }];
    });
  });
}

function listColumns(rows: readonly Row[]): readonly Column<Row>[] {
  const texts = [...new Set(rows.flatMap(({ byText }) => [...byText.keys()]))].sort();
  return [
    { id: 'repair', title: 'Repair', width: 190, value: ({ result }) => getRepairLabel(result.repair) },
    { id: 'removed', title: 'Blocks', hint: 'removed', numeric: true, first: 'asc', width: 84, value: ({ removedCount }) => removedCount },
    { id: 'which', title: 'Which', width: 130, value: ({ result }) => formatIndices(result.removed) },
    {
      id: 'strategy',
      title: 'Removed by',
      width: 170,
      value: ({ result }) => result.strategies.map((strategy) => getStrategyLabel(toStrategyName(strategy))).join(', '),
    },
    {
      id: 'tokens',
      title: 'Tokens',
      definition: 'Which tokens of the text the solver used.',
      width: 110,
      value: ({ result }) => result.tokenRule && getTokenRuleLabel(result.tokenRule),
    },
    {
      id: 'setting',
      title: 'Setting',
      definition: 'Rank, ridge and windows of the repair.',
      width: 190,
      value: ({ result }) => result.setting,
    },
    toCostColumn('alone', 'Not repaired', ({ alone }) => alone),
    ...texts.map((text) => toCostColumn(`on-${text}`, `Solved on ${text}`, ({ byText }) => byText.get(text) ?? null)),
  ];
}

function toCostColumn(id: string, title: string, find: (row: Row) => Result | null): Column<Row> {
  return {
    id,
    title,
    hint: '× perplexity, 95 %',
    numeric: true,
    first: 'asc',
    width: 190,
    value: (row) => find(row)?.perplexityRatio ?? null,
    text: (row) => {
      const { perplexityRatio = null, perplexityInterval = null } = find(row) ?? {};
      return formatEstimate(perplexityRatio, perplexityInterval);
    },
    details: [
      { id: `${id}_holm_p`, value: (row) => find(row)?.perplexityChange?.holmP ?? null },
      { id: `${id}_held_out_error`, value: (row) => find(row)?.predictedErrors?.all ?? null },
      { id: `${id}_retention`, value: (row) => find(row)?.retention ?? null },
    ],
  };
}
