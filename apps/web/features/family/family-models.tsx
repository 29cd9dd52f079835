'use client';

import { type ReactNode, useMemo } from 'react';
import { describeRetention, formatRetention, getStandardError, type Measured } from '../pruning/describe-retention.ts';
import { getRetentionLook, RetentionValue } from '../pruning/retention-value.tsx';
import { getRetentionWords, getScoresDetail } from '../pruning/retention-words.ts';
import type { QuerySource } from '../query/query-source.ts';
import { toModelColumn } from '../recording/model-column.tsx';
import type { Column } from '../table/column.ts';
import { DataTable } from '../table/data-table.tsx';
import { countOf } from '../ui/count-of.ts';
import type { FamilyMember } from './join-retention.ts';

export interface FamilyModelsProps {
  readonly family: string;
  readonly members: readonly FamilyMember[];
  /** Whether retentions are above chance. */
  readonly aboveChance: boolean;
  readonly query: QuerySource;
}

const PINNED = ['model'];
const SORT = [{ id: 'parameters', desc: false }];
const getRowId = ({ model }: FamilyMember) => model.slug;

/** The models of a family with their sizes, and what removing blocks costs each. */
export function FamilyModels({ family, members, aboveChance, query }: FamilyModelsProps): ReactNode {
  const columns = useMemo(() => [...listSizeColumns(aboveChance), ...listCostColumns(aboveChance), ...FACTS], [aboveChance]);
  return (
    <DataTable
      title={`Models of ${family}`}
      name="member"
      prefix="m-"
      rows={members}
      columns={columns}
      getRowId={getRowId}
      rowHeader="model"
      sort={SORT}
      pinned={PINNED}
      query={query}
      status={countOf(members.length, 'model')}
      empty={<p>The family has no model.</p>}
    />
  );
}

function listSizeColumns(aboveChance: boolean): readonly Column<FamilyMember>[] {
  return [
    toModelColumn({ width: 240, read: ({ model, row }) => ({ model, recording: row?.recording ?? null }), aboveChance }),
    { id: 'blocks', title: 'Blocks', numeric: true, width: 90, aggregate: 'range', value: ({ model }) => model.blockCount },
    {
      id: 'parameters',
      title: 'Parameters',
      numeric: true,
      width: 120,
      aggregate: 'range',
      value: ({ model }) => model.parameterCount,
      format: (value, numbers) => numbers.compact(value),
    },
  ];
}

/** As on the leaderboard: a model without a row has not been measured at these settings. */
function listCostColumns(aboveChance: boolean): readonly Column<FamilyMember>[] {
  const words = getRetentionWords(aboveChance);
  const toMeasured = ({ row }: FamilyMember): Measured => ({
    value: row?.averageRetention,
    standardError: row?.averageRetentionStandardError,
    aboveChance,
  });
  return [
    {
      id: 'removed',
      over: 'What removing costs',
      title: 'Removed',
      hint: 'units',
      definition: 'How many units the measured pruning removes: the largest measured number within the share.',
      numeric: true,
      width: 100,
      aggregate: 'range',
      value: ({ row }) => row?.pruning.removedCount ?? null,
    },
    {
      id: 'average',
      over: 'What removing costs',
      title: 'Average',
      hint: `${aboveChance ? 'above chance' : words.name}, 95 %`,
      definition: `Mean ${words.name}, ${words.formula}, over the multiple-choice benchmarks, as on the leaderboard.`,
      numeric: true,
      width: 160,
      aggregate: 'median',
      value: ({ row }) => row?.averageRetention ?? null,
      format: formatRetention,
      text: (member, numbers) => describeRetention(toMeasured(member), numbers),
      look: ({ row }) => getRetentionLook(row?.averageRetention),
      render: (member) => <RetentionValue {...toMeasured(member)} strong />,
      details: [{ id: 'average_standard_error', value: (member) => getStandardError(toMeasured(member)) }, getScoresDetail(aboveChance)],
    },
    {
      id: 'perplexity',
      over: 'What removing costs',
      title: 'Perplexity',
      hint: 'pruned ÷ dense',
      numeric: true,
      first: 'asc',
      width: 118,
      aggregate: 'median',
      value: ({ row }) => row?.perplexityRatio ?? null,
      format: (value, numbers) => `${numbers.fixed(value, 2)}×`,
    },
  ];
}

const FACTS: readonly Column<FamilyMember>[] = [
  { id: 'hidden', title: 'Hidden size', numeric: true, width: 110, aggregate: 'range', value: ({ model }) => model.hiddenSize },
  { id: 'norms', title: 'Norm placement', groupable: true, width: 150, value: ({ model }) => model.normPlacement.toLowerCase() },
  { id: 'precision', title: 'Precision', groupable: true, width: 110, value: ({ model }) => model.precision },
  { id: 'licence', title: 'Licence', groupable: true, width: 140, value: ({ model }) => model.licence ?? 'not stated' },
];
