'use client';

import type { ReactNode } from 'react';
import { type Column, toNumberColumn } from '../table/column.ts';
import { DataTable } from '../table/data-table.tsx';
import { countOf, formatIndices } from '../ui/format.ts';
import { formatEstimate } from '../ui/interval.ts';
import { MISSING, numbers } from '../ui/numbers.ts';
import panel from '../ui/panel.module.css';
import type { LoadedRepairs } from './load-repairs.ts';
import type { RepairCost, RepairRow } from './pair-repairs.ts';
import { getRepairLabel, getTokenRuleLabel } from './repair-name.ts';

/** The part of a removal's cost that each repair leaves: on the text that it was solved on, and on another. */
export function RepairsTable({ slug, rows, query }: LoadedRepairs & { readonly slug: string }): ReactNode {
  if (rows.length === 0) return <p className={panel.lead}>No repair of this model was measured yet.</p>;
  return (
    <>
      <p className={panel.lead}>
        A repair replaces removed blocks by a linear operator that is solved on a text, without training. It learns the style of that text;
        what it is worth shows on another. Each number is perplexity ÷ that of the whole model.
      </p>
      <DataTable
        title={`Repairs of ${slug}`}
        name="repair"
        prefix="repairs-"
        rows={rows}
        columns={COLUMNS}
        rowHeader="repair"
        sort={SORT}
        status={countOf(rows.length, 'repair')}
        empty="No repair was measured."
        query={query}
      />
    </>
  );
}

const SORT = [{ id: 'removed', desc: false }] as const;

const COLUMNS: readonly Column<RepairRow>[] = [
  { id: 'repair', title: 'Repair', width: 180, value: ({ repair }) => getRepairLabel(repair.kind) },
  toNumberColumn({ id: 'removed', title: 'Blocks', hint: 'removed', first: 'asc', width: 84 }, ({ removed }) => removed.length),
  { id: 'which', title: 'Which', width: 150, value: ({ removed }) => formatIndices(removed) },
  { id: 'solved_on', title: 'Solved on', width: 160, value: ({ repair }) => repair.calibration },
  toNumberColumn({ id: 'tokens', title: 'Tokens', hint: 'solved with', width: 100 }, ({ repair }) => repair.tokens),
  {
    id: 'rule',
    title: 'Token rule',
    definition: 'Which tokens of its text the solver used.',
    width: 120,
    value: ({ repair }) => getTokenRuleLabel(repair.tokenRule),
  },
  toCostColumn('same_source', 'On a text of its source', ({ sameSource }) => sameSource),
  toCostColumn('other_source', 'On another text', ({ otherSource }) => otherSource),
];

function toCostColumn(id: string, title: string, find: (row: RepairRow) => RepairCost | null): Column<RepairRow> {
  return {
    id,
    title,
    hint: 'alone → repaired, 95 %',
    numeric: true,
    first: 'asc',
    width: 200,
    value: (row) => find(row)?.repaired ?? null,
    text: (row) => {
      const cost = find(row);
      if (cost === null) return MISSING;
      const { alone, repaired, interval } = cost;
      return `${numbers.rounded(alone)} → ${formatEstimate(repaired, interval)}`;
    },
    details: [
      { id: `${id}_text`, value: (row) => find(row)?.text ?? null },
      { id: `${id}_alone`, value: (row) => find(row)?.alone ?? null },
      { id: `${id}_low`, value: (row) => find(row)?.interval?.low ?? null },
      { id: `${id}_high`, value: (row) => find(row)?.interval?.high ?? null },
    ],
  };
}
