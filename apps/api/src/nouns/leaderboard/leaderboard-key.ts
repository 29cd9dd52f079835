import { z } from 'zod';
import { RemovalAxis } from '../vocabulary/removal-axis.ts';

/** The settings of a leaderboard row; its numbers depend on nothing else. */
export interface LeaderboardSettings {
  readonly lane: string;
  readonly strategy: string | null;
  readonly removedRatio: number;
  /** What the ratio refers to. */
  readonly axis: RemovalAxis;
  readonly minimumRetention: number;
  readonly benchmarks: readonly string[];
}

const SHARED = [z.uuid(), z.string(), z.string().nullable(), z.number(), z.number(), z.array(z.string()).max(100)] as const;
/** Keys for shares of layers have no axis; older keys, which had no other choice, have the same form. */
const KEY_SCHEMA = z.union([z.tuple(SHARED), z.tuple([...SHARED, z.enum([RemovalAxis.BLOCKS, RemovalAxis.PARAMETERS])])]);

/** The key inside a row's global id: its model and settings. */
export function encodeLeaderboardKey(modelKey: string, settings: LeaderboardSettings): string {
  const { lane, strategy, removedRatio, axis, minimumRetention, benchmarks } = settings;
  const shared = [modelKey, lane, strategy, removedRatio, minimumRetention, benchmarks];
  return JSON.stringify(axis === RemovalAxis.BLOCKS ? shared : [...shared, axis]);
}

/** Model and settings of such a key; null for any other text. */
export function findLeaderboardKey(key: string): { readonly modelKey: string; readonly settings: LeaderboardSettings } | null {
  const parsed = KEY_SCHEMA.safeParse(parseJson(key));
  if (!parsed.success) return null;
  const [modelKey, lane, strategy, removedRatio, minimumRetention, benchmarks, axis = RemovalAxis.BLOCKS] = parsed.data;
  return { modelKey, settings: { lane, strategy, removedRatio, axis, minimumRetention, benchmarks } };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Text that is not JSON is not a key.
    return null;
  }
}
