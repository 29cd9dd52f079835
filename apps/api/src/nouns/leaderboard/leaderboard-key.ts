import { z } from 'zod';
import { PruningLane, RemovalAxis, UnitKind } from '../vocabulary/removal.ts';
import { RepairKind } from '../vocabulary/repair.ts';

/** The settings of a leaderboard row; its numbers depend on nothing else. */
export interface LeaderboardSettings {
  readonly lane: string;
  readonly strategy: string | null;
  /** Null = all lanes. */
  readonly pruningLane: PruningLane | null;
  readonly units: readonly UnitKind[];
  /** Null = any. */
  readonly repair: RepairKind | null;
  readonly removedRatio: number;
  /** What the ratio refers to. */
  readonly axis: RemovalAxis;
  readonly minimumRetention: number;
  readonly benchmarks: readonly string[];
  /** Whether retentions are above chance. */
  readonly aboveChance: boolean;
}

/** Keys of other settings than these name them; older keys, which had no other choice, have the same form. */
const FORMER = { axis: RemovalAxis.BLOCKS, pruningLane: PruningLane.REMOVAL_ONLY, units: [UnitKind.BLOCK], repair: null } as const;
/** The end of a key of a row whose retentions are above chance. */
const ABOVE_CHANCE = 'above-chance';
const SHARED = [z.uuid(), z.string(), z.string().nullable(), z.number(), z.number(), z.array(z.string()).max(100)] as const;
const AXIS = z.enum([RemovalAxis.BLOCKS, RemovalAxis.PARAMETERS]);
const CHOICE = [z.enum(PruningLane).nullable(), z.array(z.enum(UnitKind)).min(1), z.enum(RepairKind).nullable()] as const;
const KEY_SCHEMA = z.union([
  z.tuple(SHARED),
  z.tuple([...SHARED, AXIS]),
  z.tuple([...SHARED, AXIS, ...CHOICE]),
  z.tuple([...SHARED, AXIS, ...CHOICE, z.literal(ABOVE_CHANCE)]),
]);

/** The key inside a row's global id: its model and settings. */
export function encodeLeaderboardKey(modelKey: string, settings: LeaderboardSettings): string {
  const { lane, strategy, removedRatio, axis, minimumRetention, benchmarks, pruningLane, units, repair, aboveChance } = settings;
  const shared = [modelKey, lane, strategy, removedRatio, minimumRetention, benchmarks];
  if (aboveChance) return JSON.stringify([...shared, axis, pruningLane, units, repair, ABOVE_CHANCE]);
  const isFormerChoice = pruningLane === FORMER.pruningLane && units.join() === FORMER.units.join() && repair === FORMER.repair;
  if (!isFormerChoice) return JSON.stringify([...shared, axis, pruningLane, units, repair]);
  return JSON.stringify(axis === FORMER.axis ? shared : [...shared, axis]);
}

/** Model and settings of such a key; null for any other text. */
export function findLeaderboardKey(key: string): { readonly modelKey: string; readonly settings: LeaderboardSettings } | null {
  const parsed = KEY_SCHEMA.safeParse(parseJson(key));
  if (!parsed.success) return null;
  const [modelKey, lane, strategy, removedRatio, minimumRetention, benchmarks, axis = FORMER.axis] = parsed.data;
  const [pruningLane, units, repair] =
    parsed.data.length >= 10 ? (parsed.data.slice(7, 10) as ParsedChoice) : [FORMER.pruningLane, FORMER.units, FORMER.repair];
  const aboveChance = parsed.data.length === 11;
  return {
    modelKey,
    settings: { lane, strategy, removedRatio, axis, minimumRetention, benchmarks, pruningLane, units, repair, aboveChance },
  };
}

type ParsedChoice = [PruningLane | null, UnitKind[], RepairKind | null];

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Text that is not JSON is not a key.
    return null;
  }
}
