import { z } from 'zod';

/** The settings that a leaderboard row was computed with: all that its numbers depend on. */
export interface LeaderboardSettings {
  readonly lane: string;
  readonly strategy: string | null;
  readonly removedRatio: number;
  readonly minimumRetention: number;
  readonly benchmarks: readonly string[];
}

const KEY_SCHEMA = z.tuple([z.uuid(), z.string(), z.string().nullable(), z.number(), z.number(), z.array(z.string()).max(100)]);

/** The key inside a row's global id: its model and settings. */
export function encodeLeaderboardKey(modelKey: string, settings: LeaderboardSettings): string {
  const { lane, strategy, removedRatio, minimumRetention, benchmarks } = settings;
  return JSON.stringify([modelKey, lane, strategy, removedRatio, minimumRetention, benchmarks]);
}

/** Model and settings of such a key, or null for any other text. */
export function findLeaderboardKey(key: string): { readonly modelKey: string; readonly settings: LeaderboardSettings } | null {
  const parsed = KEY_SCHEMA.safeParse(parseJson(key));
  if (!parsed.success) return null;
  const [modelKey, lane, strategy, removedRatio, minimumRetention, benchmarks] = parsed.data;
  return { modelKey, settings: { lane, strategy, removedRatio, minimumRetention, benchmarks } };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Whatever is no JSON is no key either.
    return null;
  }
}
