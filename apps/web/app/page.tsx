import type { SearchParams } from 'nuqs/server';
import { renderWithApi } from '../features/api/render-with-api.tsx';
import { LeaderboardPage } from '../features/leaderboard/leaderboard-page.tsx';
import { loadLeaderboardSettings } from '../features/leaderboard/leaderboard-params.ts';
import { loadRecommendationParams } from '../features/recommendation/recommendation-params.ts';

export default async function Page({ searchParams }: { readonly searchParams: Promise<SearchParams> }) {
  const [settings, allowed] = await Promise.all([loadLeaderboardSettings(searchParams), loadRecommendationParams(searchParams)]);
  return renderWithApi(() => LeaderboardPage({ settings, allowed }));
}
