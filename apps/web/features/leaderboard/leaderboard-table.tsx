'use client';

import { useQueryStates } from 'nuqs';
import type { ReactNode } from 'react';
import { SortHeader } from '../ui/sort-header.tsx';
import table from '../ui/table.module.css';
import type { BoardRow } from './board-row.ts';
import { leaderboardParsers } from './leaderboard-params.ts';
import { LeaderboardRow } from './leaderboard-row.tsx';
import { listSortKeys, type SortKey, sortRows } from './sort-rows.ts';

export interface LeaderboardTableProps {
  readonly rows: readonly BoardRow[];
  readonly benchmarks: readonly string[];
}

const TITLES: Readonly<Record<string, string>> = {
  rank: 'Rank',
  model: 'Model',
  family: 'Family',
  norm: 'Norm',
  blocks: 'Blocks',
  parameters: 'Parameters',
  redundancy: 'Redundancy',
  average: 'Average',
  perplexity: 'Perplexity',
};

const HINTS: Readonly<Record<string, string>> = {
  average: 'retention',
  redundancy: 'of blocks',
  perplexity: 'pruned ÷ dense',
  norm: 'placement',
};

const TEXT_COLUMNS: ReadonlySet<string> = new Set(['rank', 'model', 'family', 'norm']);

/** The ranked table. Sorting and searching work on the rows at hand and are kept in the URL. */
export function LeaderboardTable({ rows, benchmarks }: LeaderboardTableProps): ReactNode {
  const [{ sort, dir, q, removed }, setParams] = useQueryStates(leaderboardParsers, { scroll: false, history: 'push' });
  const keys = listSortKeys(benchmarks);
  const key = keys.find((candidate) => candidate.name === sort) ?? keys.find((candidate) => candidate.name === 'average');
  const words = q.trim().toLowerCase();
  const found = rows.filter((row) => `${row.model.name} ${row.model.slug} ${row.model.family.name}`.toLowerCase().includes(words));
  const shown = key ? sortRows(found, key, dir) : found;
  const choose = (chosen: SortKey) =>
    setParams({ sort: chosen.name, dir: chosen.name !== key?.name ? chosen.first : dir === 'asc' ? 'desc' : 'asc' });
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls sideways must be reachable by keyboard
    <section className={table.scroller} aria-label="Leaderboard" tabIndex={0}>
      <table className={table.table}>
        <caption className="visually-hidden">
          Models with their retention after pruning: {shown.length} of {rows.length} rows, sorted by {key?.name} {dir}ending.
        </caption>
        <thead>
          <tr>
            <td colSpan={keys.length - benchmarks.length - 1} className={table.group} />
            <th scope="colgroup" colSpan={benchmarks.length} className={table.group}>
              <span className={table.groupRule}>Retention by benchmark, ± standard error</span>
            </th>
            <td className={table.group} />
          </tr>
          <tr>
            {keys.map((column) => (
              <SortHeader
                key={column.name}
                title={TITLES[column.name] ?? column.name}
                hint={HINTS[column.name]}
                numeric={!TEXT_COLUMNS.has(column.name)}
                sticky={column.name === 'model'}
                narrow={TITLES[column.name] === undefined}
                direction={column.name === key?.name ? dir : null}
                onSort={() => choose(column)}
              />
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((row) => (
            <LeaderboardRow key={row.id} row={row} benchmarks={benchmarks} removedRatio={removed} />
          ))}
          {shown.length === 0 && (
            <tr>
              <td colSpan={keys.length} className={table.dim}>
                No model matches “{q}”.
              </td>
            </tr>
          )}
        </tbody>
      </table>
    </section>
  );
}
