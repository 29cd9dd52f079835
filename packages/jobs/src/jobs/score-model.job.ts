import { getSearch, SEARCH_NAMES } from '@lamina/strategies';
import { z } from 'zod';
import type { JobDefinition } from '../job-definition.ts';
import { option } from '../option.ts';
import { countsOfUnits, kindsOfUnits, OPTIONS, SEARCH_OPTIONS } from '../options.ts';

const count = option(z.int().min(1), 'Count', 'Number of layers.', 'layers');

/** A search over units of some kinds. */
const search = z
  .strictObject({
    search: option(z.enum(SEARCH_NAMES), 'Search', 'The search.'),
    units: option(
      kindsOfUnits.readonly().default(['block']),
      'Units',
      'Kinds of units that it may choose, ranked together. Default: whole layers.',
    ),
    counts: option(
      countsOfUnits.readonly().default([]),
      'Counts',
      'Numbers of units to remove. A search that removes one after another goes up to the largest; one that ranks units alone needs none.',
      'units',
    ),
  })
  .refine(
    (one) => one.units.every((kind) => getSearch(one.search).units.includes(kind)),
    'the search cannot choose units of all these kinds; most searches can, and some only whole layers',
  )
  .refine((one) => one.counts.length > 0 || getSearch(one.search).chooses === 'alone', 'the search needs counts');

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
      searches: option(
        z.array(search).readonly().default([]),
        'Searches',
        'Searches that run after the measures. One over units that a model lacks is left out. Default: none.',
      ),
      ...SEARCH_OPTIONS,
      protectFirst: OPTIONS.protectFirst,
      protectLast: OPTIONS.protectLast,
    })
    .refine(
      ({ searches, documentPart, ...settings }) =>
        documentPart === undefined || searches.every((each) => getSearch(each.search).repair(settings) === null),
      'the choice of a search that repairs is repaired on the whole text; leave documentPart out',
    ),
} as const satisfies JobDefinition;

export type ScoreModelPayload = z.output<typeof SCORE_MODEL.payload>;
