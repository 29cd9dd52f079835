'use client';

import { depthOf } from '@lamina/metrics';
import { type ReactNode, useMemo } from 'react';
import type { StripFactsFragment } from '../../generated/graphql.ts';
import { type Column, toNumberColumn, toShareColumn } from '../table/column.ts';
import { DataTable } from '../table/data-table.tsx';
import { countOf } from '../ui/format.ts';
import { idOfStrip } from './read-strip.ts';

/** One block of one model. */
interface Row {
  readonly id: string;
  readonly strip: StripFactsFragment;
  readonly block: number;
  readonly value: number | null;
  readonly rank: number | null;
}

/** Every cell of the picture as a row. */
export function StripsTable({ title, strips }: { readonly title: string; readonly strips: readonly StripFactsFragment[] }): ReactNode {
  const rows = useMemo(() => strips.flatMap(toRows), [strips]);
  return (
    <DataTable
      title={title}
      name="cell"
      rows={rows}
      columns={COLUMNS}
      rowHeader="model"
      status={`${countOf(rows.length, 'row')} of ${countOf(strips.length, 'model')}`}
      empty="No model has values for this operation."
    />
  );
}

function toRows(strip: StripFactsFragment): readonly Row[] {
  return strip.layers.map((block, place) => ({
    id: `${idOfStrip(strip)}/${block}`,
    strip,
    block,
    value: strip.values[place] ?? null, // as many as layers
    rank: strip.ranks[place] ?? null, // as many as layers
  }));
}

const COLUMNS: readonly Column<Row>[] = [
  { id: 'model', title: 'Model', width: 250, value: ({ strip }) => strip.name },
  toNumberColumn({ id: 'parameters', title: 'Parameters', width: 110 }, ({ strip }) => strip.parameterCount),
  { id: 'kind', title: 'Kind', width: 90, value: ({ strip }) => strip.kind },
  { id: 'block', title: 'Block', numeric: true, width: 80, first: 'asc', value: ({ block }) => block },
  toShareColumn({ id: 'depth', title: 'Depth', hint: '0 to 1', width: 90 }, ({ strip, block }) => depthOf(block, strip.blockCount)),
  toNumberColumn({ id: 'value', title: 'Value', width: 110 }, ({ value }) => value),
  { id: 'unit', title: 'Unit', width: 150, value: ({ strip }) => strip.unitOfValue },
  toNumberColumn({ id: 'rank', title: 'Rank', hint: '1 = matters least', width: 110, first: 'asc' }, ({ rank }) => rank),
  { id: 'method', title: 'Method', width: 170, value: ({ strip }) => strip.method },
  { id: 'counted', title: 'Counted', width: 90, value: ({ strip }) => (strip.isCounted ? 'yes' : `no: ${strip.reason}`) },
  { id: 'text', title: 'Text', width: 220, value: ({ strip }) => strip.text },
  {
    id: 'source',
    title: 'Source',
    width: 260,
    value: ({ strip }) => strip.source?.credit ?? 'measured here',
    details: [{ id: 'source_url', value: ({ strip }) => strip.source?.url ?? null }],
  },
  { id: 'licence', title: 'Licence', width: 160, value: ({ strip }) => strip.licence },
];
