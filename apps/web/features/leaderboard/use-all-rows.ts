'use client';

import { useEffect, useMemo, useState } from 'react';
import { LeaderboardDocument, type LeaderboardQuery, type LeaderboardQueryVariables } from '../../generated/graphql.ts';
import { ApiError } from '../api/api-error.ts';
import { sendApi } from '../api/send-api.ts';
import type { BoardRow } from './board-row.ts';

type Page = LeaderboardQuery['leaderboard'];

export interface AllRows {
  readonly rows: readonly BoardRow[];
  /** Why rows are missing; null = nothing went wrong. */
  readonly problem: string | null;
}

/** The server's first page, then the rest of a long board straight from the API. */
export function useAllRows(first: Page, variables: LeaderboardQueryVariables): AllRows {
  const [rest, setRest] = useState<Rest | null>(null);
  const key = JSON.stringify(variables);
  useEffect(() => {
    if (!first.pageInfo.hasNextPage) return;
    const stopping = new AbortController();
    loadRest(first, JSON.parse(key) as LeaderboardQueryVariables, stopping.signal).then(
      (rows) => setRest({ key, rows, problem: null }),
      (error) => {
        if (!stopping.signal.aborted && error instanceof ApiError) setRest({ key, rows: [], problem: error.message });
      },
    );
    return () => stopping.abort();
  }, [first, key]);
  return useMemo(() => {
    if (rest?.key !== key) return { rows: first.nodes, problem: null };
    const known = new Set(first.nodes.map(({ id }) => id));
    return { rows: [...first.nodes, ...rest.rows.filter(({ id }) => !known.has(id))], problem: rest.problem };
  }, [first, rest, key]);
}

/** What was read for these variables; it stands until the next reading is complete. */
interface Rest {
  readonly key: string;
  readonly rows: readonly BoardRow[];
  readonly problem: string | null;
}

async function loadRest(first: Page, variables: LeaderboardQueryVariables, signal: AbortSignal): Promise<BoardRow[]> {
  const rows: BoardRow[] = [];
  for (let page = first; page.pageInfo.hasNextPage; ) {
    const reply: LeaderboardQuery = await sendApi(LeaderboardDocument, { ...variables, after: page.pageInfo.endCursor }, signal);
    page = reply.leaderboard;
    rows.push(...page.nodes);
  }
  return rows;
}
