'use client';

import { useQueryStates } from 'nuqs';
import { type ReactNode, useMemo } from 'react';
import { LeaderboardDocument, type LeaderboardQuery, type LeaderboardQueryVariables } from '../../generated/graphql.ts';
import { useFamilyStyle } from '../chart/family-styles.tsx';
import { describeRepairSettings } from '../pruning/repair-name.ts';
import { describeLeftOut, getRetentionWords } from '../pruning/retention-words.ts';
import { toQuerySource } from '../query/query-source.ts';
import { DataTable } from '../table/data-table.tsx';
import { countOf } from '../ui/count-of.ts';
import { Explain } from '../ui/explain.tsx';
import { useNumbers } from '../ui/locale.tsx';
import type { BoardRow } from './board-row.ts';
import { filterRows } from './filter-rows.ts';
import { listColumns } from './leaderboard-columns.tsx';
import { LeaderboardFilterBar } from './leaderboard-filter-bar.tsx';
import { filterParsers, settingParsers } from './leaderboard-params.ts';
import { useAllRows } from './use-all-rows.ts';

export interface LeaderboardBoardProps {
  readonly first: LeaderboardQuery['leaderboard'];
  /** Variables of the query for the first page. */
  readonly variables: LeaderboardQueryVariables;
  /** False for a board below another one: the filters above apply to both. Default true. */
  readonly hasFilters?: boolean;
}

const SORT = [{ id: 'rank', desc: false }];
const PINNED = ['rank', 'model'];
const getRowId = (row: BoardRow) => row.model.slug;

/** The ranked table with its filters. */
export function LeaderboardBoard({ first, variables, hasFilters = true }: LeaderboardBoardProps): ReactNode {
  const [{ removed, axis }] = useQueryStates(settingParsers);
  const [filters] = useQueryStates(filterParsers);
  const getFamilyStyle = useFamilyStyle();
  const pages = useMemo(() => [{ first, variables }], [first, variables]);
  const { rows, problem } = useAllRows(pages);
  const { benchmarks, aboveChance, lane, lanes, totalCount } = first;
  const columns = useMemo(
    () => listColumns({ rows, benchmarks, aboveChance, lane, lowInfluence: filters.low, getFamilyStyle }),
    [rows, benchmarks, aboveChance, lane, filters.low, getFamilyStyle],
  );
  const shown = useMemo(() => filterRows(rows, filters, benchmarks), [rows, filters, benchmarks]);
  const query = useMemo(() => toQuerySource(LeaderboardDocument, variables), [variables]);
  return (
    <>
      {hasFilters && <LeaderboardFilterBar rows={rows} lanes={lanes} lane={lane} />}
      <DataTable
        title={`Models with at most ${removed * 100} % of their ${axis} removed, by average ${getRetentionWords(aboveChance).name}`}
        name="model"
        rows={shown}
        columns={columns}
        getRowId={getRowId}
        rowHeader="model"
        sort={SORT}
        pinned={PINNED}
        query={query}
        status={
          <Status
            shown={shown.length}
            loaded={rows.length}
            total={totalCount}
            repairs={describeRepairSettings(first)}
            leftOut={describeLeftOut(first.leftOutAboveChance)}
            guessed={aboveChance ? [] : first.guessedBenchmarks}
            problem={problem}
          />
        }
        empty={<p>No model matches these filters.</p>}
      />
    </>
  );
}

interface StatusProps {
  readonly shown: number;
  readonly loaded: number;
  readonly total: number;
  /** How the repairs were solved, in words. */
  readonly repairs: string;
  /** The benchmarks that the average leaves out, in words. */
  readonly leftOut: string;
  /** Benchmarks in the average that the whole models only guess. */
  readonly guessed: readonly string[];
  readonly problem: string | null;
}

function Status({ shown, loaded, total, repairs, leftOut, guessed, problem }: StatusProps): ReactNode {
  const numbers = useNumbers();
  const missing =
    problem !== null
      ? `Only the first ${numbers.integer(loaded)} of ${numbers.integer(total)}: ${problem}`
      : loaded < total
        ? `Loading ${numbers.integer(loaded)} of ${numbers.integer(total)} …`
        : null;
  return (
    <>
      {shown === total
        ? countOf(total, 'model', numbers.integer(total))
        : `${numbers.integer(shown)} of ${countOf(total, 'model', numbers.integer(total))}`}
      {missing && <> · {missing}</>}
      {repairs !== '' && <span data-repair-settings> · {repairs}</span>}
      {leftOut !== '' && <span data-left-out> · {leftOut}</span>}
      {guessed.length > 0 && (
        <span data-guessed>
          {' '}
          · the average counts {guessed.join(', ')}, which whole models guess: choose scores above chance to leave{' '}
          {guessed.length === 1 ? 'it' : 'them'} out
        </span>
      )}{' '}
      · ties <Explain term="ties" />
    </>
  );
}
