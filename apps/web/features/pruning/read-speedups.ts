import type { SpeedupFactsFragment } from '../../generated/graphql.ts';
import type { SpeedRatio } from './speed-ratio.ts';

/** The ratio at which prompts are read; null where nothing was measured. */
export function readPrefill(one: SpeedupFactsFragment | null): SpeedRatio {
  return { ratio: one?.prefillSpeedup ?? null, interval: one?.prefillSpeedupInterval ?? null };
}

/** The same of writing. */
export function readDecode(one: SpeedupFactsFragment | null): SpeedRatio {
  return { ratio: one?.decodeSpeedup ?? null, interval: one?.decodeSpeedupInterval ?? null };
}
