import type { SearchParams } from 'nuqs/server';
import { renderWithApi } from '../features/api/render-with-api.tsx';
import { LeaderboardPage } from '../features/leaderboard/leaderboard-page.tsx';
import { loadLeaderboardSettings } from '../features/leaderboard/leaderboard-params.ts';

export default async function Page({ searchParams }: { readonly searchParams: Promise<SearchParams> }) {
  const settings = await loadLeaderboardSettings(searchParams);
  return renderWithApi(() => LeaderboardPage({ settings }));
}
