import { z } from 'zod';

/** A repair of removed layers. The text on which it is solved is part of its identity. */
export const repairSetting = z.strictObject({
  /** A kind of REPAIR_KINDS but none; the worker refuses others. */
  kind: z.string().min(1),
  /** Name of a bundled calibration text; every fifth document is held out to predict the error. */
  calibration: z.string().min(1),
  window: z.int().min(2).max(8192),
  /** Number of windows from the start; null = all. */
  windows: z.int().min(1).nullable(),
  bos: z.enum(['auto', 'always', 'never']),
  /** Ridge relative to the mean square of the tokens; 'auto' = chosen by held-out error; default: width / (5 · tokens). */
  alpha: z.union([z.number().min(0), z.literal('auto')]).optional(),
  rank: z.int().min(1).optional(),
  /** One of TOKEN_RULES. */
  tokenRule: z.string().min(1).default('all'),
});

export type RepairSetting = z.output<typeof repairSetting>;
