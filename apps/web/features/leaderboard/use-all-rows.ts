'use client';

import { useEffect, useMemo, useState } from 'react';
import { LeaderboardDocument, type LeaderboardQuery, type LeaderboardQueryVariables } from '../../generated/graphql.ts';
import { ApiError } from '../api/api-error.ts';
import { sendApi } from '../api/send-api.ts';
import type { BoardRow } from './board-row.ts';

type Page = LeaderboardQuery['leaderboard'];

export interface AllRows {
  readonly rows: readonly BoardRow[];
  /** Why rows are missing; null = no problem. */
  readonly problem: string | null;
}

/** The first page of a board and its query variables. */
export interface FirstPage {
  readonly first: Page;
  readonly variables: LeaderboardQueryVariables;
}

/** The first pages of one or several boards from the server, and the remaining pages from the API. */
export function useAllRows(pages: readonly FirstPage[]): AllRows {
  const [rest, setRest] = useState<Rest | null>(null);
  const key = JSON.stringify(pages.map(({ variables }) => variables));
  useEffect(() => {
    const open = pages.filter(({ first }) => first.pageInfo.hasNextPage);
    if (open.length === 0) return;
    const stopping = new AbortController();
    Promise.all(open.map((page) => loadRest(page, stopping.signal))).then(
      (rows) => setRest({ key, rows: rows.flat(), problem: null }),
      (error) => {
        if (!stopping.signal.aborted && error instanceof ApiError) setRest({ key, rows: [], problem: error.message });
      },
    );
    return () => stopping.abort();
  }, [pages, key]);
  return useMemo(() => {
    const firstRows = pages.flatMap(({ first }) => first.nodes);
    if (rest?.key !== key) return { rows: firstRows, problem: null };
    const known = new Set(firstRows.map(({ id }) => id));
    return { rows: [...firstRows, ...rest.rows.filter(({ id }) => !known.has(id))], problem: rest.problem };
  }, [pages, rest, key]);
}

/** The rows for these variables; they are shown until the next complete result. */
interface Rest {
  readonly key: string;
  readonly rows: readonly BoardRow[];
  readonly problem: string | null;
}

async function loadRest({ first, variables }: FirstPage, signal: AbortSignal): Promise<BoardRow[]> {
  const rows: BoardRow[] = [];
  for (let page = first; page.pageInfo.hasNextPage; ) {
    const reply: LeaderboardQuery = await sendApi(LeaderboardDocument, { ...variables, after: page.pageInfo.endCursor }, signal);
    page = reply.leaderboard;
    rows.push(...page.nodes);
  }
  return rows;
}
