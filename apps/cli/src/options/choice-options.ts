import { OPTIONS, option } from '@lamina/jobs';
import { z } from 'zod';
import { fileOption, UNITS_OPTION } from './shared-options.ts';

/** A strategy needs these for a choice. */
export const CHOICE_OPTIONS = {
  scores: fileOption('Scores', 'Result of lamina score --json.'),
  count: option(z.int().min(1).optional(), 'Count', 'Number of units that the strategy removes.', 'n'),
  ...UNITS_OPTION,
  seed: option(OPTIONS.seed, 'Seed', 'Seed of the random strategies.', 'n'),
};

export const PROTECT_OPTIONS = { protectFirst: OPTIONS.protectFirst, protectLast: OPTIONS.protectLast };
