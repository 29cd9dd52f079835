'use client';

import { type ReactNode, useMemo } from 'react';
import type { PredictionBenchmarkQuery, PredictionScheme } from '../../generated/graphql.ts';
import type { QuerySource } from '../query/query-source.ts';
import { type Column, toShareColumn } from '../table/column.ts';
import { DataTable } from '../table/data-table.tsx';
import { MISSING, numbers } from '../ui/numbers.ts';
import panel from '../ui/panel.module.css';

type Scheme = PredictionBenchmarkQuery['predictionBenchmark']['schemes'][number];
type Row = Scheme['models'][number] & { readonly id: string; readonly scheme: PredictionScheme };

const LEFT_OUT: Readonly<Record<PredictionScheme, string>> = {
  LEAVE_MODEL_OUT: 'the model',
  LEAVE_GENERATION_OUT: 'its generation',
  LEAVE_MAKER_OUT: 'its maker',
};

/** Every published model predicted from the others. */
export function PredictionScores({ schemes, query }: { readonly schemes: readonly Scheme[]; readonly query: QuerySource }): ReactNode {
  const rows = useMemo(
    () => schemes.flatMap(({ scheme, models }) => models.map((model): Row => ({ ...model, scheme, id: `${scheme}/${model.name}` }))),
    [schemes],
  );
  return (
    <div className={panel.stack}>
      <p className={panel.lead}>
        {schemes.map((scheme) => describe(scheme)).join(' ')} A benchmark that others can beat:{' '}
        <code>lamina predict --evaluate --json FILE</code> writes the same numbers.
      </p>
      <DataTable
        title="Scores of the predictor"
        name="score"
        prefix="scores-"
        rows={rows}
        columns={COLUMNS}
        rowHeader="model"
        empty="Nothing is published."
        query={query}
      />
    </div>
  );
}

function describe({ scheme, spearman, hitRate }: Scheme): string {
  const median = spearman === null ? MISSING : numbers.fixed(spearman, 2);
  return `Without ${LEFT_OUT[scheme]}: median rank correlation ${median}, ${numbers.percent(hitRate, 0)} of the five lowest blocks found.`;
}

const COLUMNS: readonly Column<Row>[] = [
  { id: 'model', title: 'Model', width: 260, value: ({ name }) => name },
  { id: 'without', title: 'Predicted without', width: 150, value: ({ scheme }) => LEFT_OUT[scheme] },
  { id: 'neighbour', title: 'From', width: 260, value: ({ neighbour }) => neighbour },
  { id: 'relation', title: 'Relation', width: 150, value: ({ relation }) => relation.toLowerCase().replace('_', ' ') },
  toShareColumn({ id: 'spearman', title: 'Rank correlation', width: 130 }, ({ spearman }) => spearman),
  toShareColumn({ id: 'inner', title: 'Inner blocks', width: 130 }, ({ spearmanInner }) => spearmanInner),
  { id: 'hits', title: 'Found', hint: 'of the five lowest', numeric: true, width: 110, value: ({ hits }) => hits },
];
