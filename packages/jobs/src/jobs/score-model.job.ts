import { areBlocksOnly, UNIT_KINDS } from '@lamina/plans';
import { z } from 'zod';
import type { JobDefinition } from '../job-definition.ts';
import { option } from '../option.ts';
import { OPTIONS } from '../options.ts';

const count = option(z.int().min(1), 'Count', 'Number of layers.', 'layers');
const steps = z.int().min(0).default(0);

/** Measures every layer of a model on a calibration text. */
export const SCORE_MODEL = {
  kind: 'score-model',
  version: 1,
  verb: 'score',
  description: 'Measures every layer of a model on a calibration text.',
  payload: z
    .object({
      revisionId: z.uuid(),
      calibration: OPTIONS.calibration,
      window: OPTIONS.window,
      stride: OPTIONS.stride,
      windows: OPTIONS.windows,
      bos: OPTIONS.bos,
      until: option(
        z.object({ count, confidence: OPTIONS.confidence, seed: OPTIONS.seed }).optional(),
        'Stop early',
        'Read windows in random order until it is known which `count` layers have the lowest influence; in a model with no more than `count` layers, all but one. Default: the whole text in its order.',
      ),
      documentPart: OPTIONS.documentPart,
      leaveOneOut: option(
        z.array(z.enum(UNIT_KINDS)).default([]),
        'Losses without one unit',
        'Kinds of units whose loss increase is measured, each unit removed alone. Default: none.',
      ),
      greedy: option(
        steps,
        'Greedy removal',
        'Also remove this number of units one by one, each time the one with the lowest loss increase.',
        'units',
      ),
      iterate: option(
        steps,
        'Iterative removal',
        'Also remove this number of units one by one by influence, measured again after each.',
        'units',
      ),
      iterateRepair: option(
        z.object({ count, kind: OPTIONS.iterateRepair }).optional(),
        'Iterative removal with repairs',
        'The same for whole layers: the removed layers are repaired on the scored windows before each measurement.',
      ),
      evolve: option(
        z
          .object({
            counts: OPTIONS.counts,
            passes: OPTIONS.searchPasses,
            seeds: OPTIONS.searchSeeds,
            fitness: OPTIONS.searchFitness,
          })
          .optional(),
        'Evolutionary search',
        'For each of these numbers of units, also search for the units whose common removal changes the predictions least.',
      ),
      /** The searches take each set separately, and the one with repairs takes whole layers. Sets with sublayers that a model lacks are left out. */
      searchUnits: OPTIONS.unitSets,
      protectFirst: OPTIONS.protectFirst,
      protectLast: OPTIONS.protectLast,
    })
    .refine(
      ({ iterateRepair, searchUnits }) => iterateRepair === undefined || searchUnits.some(areBlocksOnly),
      'iterateRepair repairs whole layers, but searchUnits holds no set of them; add the set of blocks',
    )
    .refine(
      ({ iterateRepair, documentPart }) => iterateRepair === undefined || documentPart === undefined,
      'the choice of iterateRepair is repaired on the whole text; leave documentPart out',
    ),
} as const satisfies JobDefinition;

export type ScoreModelPayload = z.output<typeof SCORE_MODEL.payload>;
