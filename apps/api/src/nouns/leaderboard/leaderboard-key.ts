import { z } from 'zod';

/** The settings of a leaderboard row; its numbers depend on nothing else. */
const SETTINGS = z.strictObject({
  lane: z.string(),
  /** Null = for each model the best. */
  strategy: z.string().nullable(),
  removedRatio: z.number(),
  benchmarks: z.array(z.string()).max(100).readonly(),
});
export type LeaderboardSettings = z.output<typeof SETTINGS>;

const KEY = z.tuple([z.uuid(), SETTINGS]);

/** The key inside a row's global id: its model and settings. */
export function encodeLeaderboardKey(modelKey: string, settings: LeaderboardSettings): string {
  return JSON.stringify([modelKey, SETTINGS.strip().parse(settings)]);
}

/** Model and settings of such a key; null for any other text. */
export function findLeaderboardKey(key: string): { readonly modelKey: string; readonly settings: LeaderboardSettings } | null {
  const parsed = KEY.safeParse(parseJson(key));
  return parsed.success ? { modelKey: parsed.data[0], settings: parsed.data[1] } : null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Text that is not JSON is not a key.
    return null;
  }
}
