'use client';

import Link from 'next/link';
import { useQueryStates } from 'nuqs';
import { type ReactNode, useMemo } from 'react';
import type { BoardFactsFragment } from '../../generated/graphql.ts';
import type { QuerySource } from '../query/query-source.ts';
import { type Column, toNumberColumn } from '../table/column.ts';
import { DataTable } from '../table/data-table.tsx';
import { numbers } from '../ui/numbers.ts';
import { Section } from '../ui/section.tsx';
import { Select } from '../ui/select.tsx';
import table from '../ui/table.module.css';
import styles from './answer.module.css';
import { answerParsers, type SavingName } from './answer-params.ts';
import { describeFacts } from './describe-change.ts';
import { writeLoss } from './read-front.ts';

export type BoardRow = BoardFactsFragment;

/** The limits that the board offers. */
const LIMITS = [0.05, 0.1, 0.25, 0.5];

export interface BoardProps {
  readonly rows: readonly BoardRow[];
  readonly limit: number;
  readonly save: SavingName;
  readonly query: QuerySource;
}

/** How much can go, model by model: a bar of what is shown to be within the limit, and of the largest removal that is not beyond it. */
export function Board({ rows, limit, save, query }: BoardProps): ReactNode {
  const [{ only, search }, setParams] = useQueryStates(answerParsers, { scroll: false });
  const facets = useMemo(() => listFacets(rows), [rows]);
  const wanted = search === null ? '' : search.toLowerCase();
  const shown = useMemo(
    () =>
      rows.filter(
        ({ model }) => (only === null || facetsOf(model).has(only)) && `${model.name} ${model.slug}`.toLowerCase().includes(wanted),
      ),
    [rows, only, wanted],
  );
  const limits = LIMITS.includes(limit) ? LIMITS : [...LIMITS, limit].sort((a, b) => a - b);
  return (
    <Section
      id="board"
      title="How much can go, model by model"
      intro={`Share of the ${save === 'bytes' ? 'file' : save} that can be taken out for at most ${numbers.percent(limit)} more perplexity. Strong: shown to be within it. Faint: measured and not ruled out; where it fades, nothing larger was measured.`}
      actions={
        <div className={styles.filters}>
          <Select
            label="At most"
            value={String(limit)}
            options={limits.map((one) => ({ value: String(one), label: numbers.percent(one) }))}
            onChange={(value) => setParams({ lose: Number(value) }, { shallow: false })}
          />
          <Select
            label="Only"
            value={only ?? ''}
            options={[{ value: '', label: 'all models' }, ...facets]}
            onChange={(value) => setParams({ only: value === '' ? null : value })}
          />
          <input
            type="search"
            aria-label="Search models"
            placeholder="Search models"
            value={search ?? ''}
            onChange={(event) => setParams({ search: event.target.value === '' ? null : event.target.value })}
          />
        </div>
      }
    >
      <BoardTable rows={shown} isRanked query={query} />
    </Section>
  );
}

/** The filters of the board: a family, or models with a kind of blocks if there are several kinds. */
function listFacets(rows: readonly BoardRow[]): readonly { readonly value: string; readonly label: string }[] {
  const all = new Map(rows.flatMap(({ model }) => [...facetsOf(model)]));
  const kinds = [...all.keys()].filter((value) => value.startsWith('kind:'));
  return [...all].filter(([value]) => kinds.length > 1 || !kinds.includes(value)).map(([value, label]) => ({ value, label }));
}

function facetsOf({ family, blockKinds }: BoardRow['model']): ReadonlyMap<string, string> {
  return new Map([[`family:${family.slug}`, family.name], ...blockKinds.map((kind) => [`kind:${kind}`, `with ${kind} blocks`] as const)]);
}

interface BoardTableProps extends Pick<BoardProps, 'rows' | 'query'> {
  /** Whether the rows are one board: ranks of two boards order nothing. Default false. */
  readonly isRanked?: boolean;
}

/** The rows as a table: also of a comparison, and of a family. */
export function BoardTable({ rows, isRanked = false, query }: BoardTableProps): ReactNode {
  const columns = useMemo(() => listColumns(rows, isRanked), [rows, isRanked]);
  return (
    <DataTable
      title="How much can go, model by model"
      name="model"
      rows={rows}
      columns={columns}
      getRowId={getRowId}
      rowHeader="model"
      empty="No change of such a model was judged yet."
      query={query}
    />
  );
}

function getRowId({ model }: BoardRow): string {
  return model.slug;
}

const RANK = toNumberColumn<BoardRow>({ id: 'rank', title: 'Rank', first: 'asc', width: 64 }, ({ rank }) => rank);

const CHEAPEST: Column<BoardRow> = {
  id: 'cheapest',
  title: 'The cheapest',
  width: 340,
  value: ({ cheapest }) => cheapest.textLoss,
  text: ({ cheapest }) => `${describeFacts(cheapest.change)}, ${writeLoss(cheapest.textLoss)} perplexity`,
};

function listColumns(rows: readonly BoardRow[], isRanked: boolean): readonly Column<BoardRow>[] {
  const widest = Math.max(0.01, ...rows.map(({ largestTried }) => largestTried));
  return [
    // Models of which nothing can go share the first rank, which then orders nothing.
    ...(isRanked && new Set(rows.map(({ rank }) => rank)).size > 1 ? [RANK] : []),
    {
      id: 'model',
      title: 'Model',
      width: 300,
      value: ({ model }) => model.name,
      render: ({ model }) => (
        <>
          <Link href={`/models/${encodeURIComponent(model.slug)}`} prefetch={false}>
            {model.name}
          </Link>
          <span className={table.sub}>
            {model.family.name} · {model.blockCount} blocks · {numbers.compact(model.parameterCount)}
          </span>
        </>
      ),
      details: [
        { id: 'kinds', value: ({ model }) => model.blockKinds.join(' ') },
        { id: 'slug', value: ({ model }) => model.slug },
        { id: 'family', value: ({ model }) => model.family.slug },
        { id: 'blocks', value: ({ model }) => model.blockCount },
        { id: 'parameters', value: ({ model }) => model.parameterCount },
      ],
    },
    {
      id: 'removable',
      title: 'Can go',
      width: 260,
      value: ({ removableAt }) => removableAt,
      text: ({ removableAt, largestTried }) => `${numbers.percent(removableAt)}, tried ${numbers.percent(largestTried)}`,
      render: (row) => <Bar {...row} widest={widest} />,
    },
    {
      id: 'within',
      title: 'Within',
      numeric: true,
      width: 160,
      value: ({ removableAt }) => removableAt,
      format: (value) => numbers.percent(value, 1),
      render: ({ removableAt, largestTried }) => (
        <>
          <strong>{removableAt === 0 ? 'nothing' : numbers.percent(removableAt, 1)}</strong>
          {largestTried > removableAt && <span className={table.sub}>largest tried {numbers.percent(largestTried, 1)}</span>}
        </>
      ),
      details: [
        { id: 'largest_tried', value: ({ largestTried }) => largestTried },
        { id: 'open_beyond', value: ({ openBeyond }) => String(openBeyond) },
      ],
    },
    CHEAPEST,
  ];
}

interface BarProps extends Pick<BoardRow, 'removableAt' | 'largestTried' | 'openBeyond'> {
  /** The share that is as wide as the column. */
  readonly widest: number;
}

function Bar({ removableAt, largestTried, openBeyond, widest }: BarProps): ReactNode {
  const width = (share: number) => `${(100 * share) / widest}%`;
  return (
    <span className={styles.bar} aria-hidden="true">
      <span className={openBeyond ? `${styles.tried} ${styles.open}` : styles.tried} style={{ width: width(largestTried) }} />
      <span className={styles.within} style={{ width: width(removableAt) }} />
    </span>
  );
}
