import type { SearchParams } from 'nuqs/server';
import { renderWithApi } from '../features/api/render-with-api.tsx';
import { LeaderboardPage } from '../features/leaderboard/leaderboard-page.tsx';
import { loadLeaderboardParams } from '../features/leaderboard/leaderboard-params.ts';

export default async function Page({ searchParams }: { readonly searchParams: Promise<SearchParams> }) {
  const params = await loadLeaderboardParams(searchParams);
  return renderWithApi(() => LeaderboardPage({ params }));
}
