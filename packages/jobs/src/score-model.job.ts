import { areBlocksOnly, FITNESSES, MAX_SEARCH_PASSES, MAX_SEARCH_SEEDS, UNIT_KINDS } from '@lamina/plans';
import { z } from 'zod';
import type { JobDefinition } from './job-definition.ts';
import { repairSetting } from './repair-setting.ts';

const fields = z.object({
  revisionId: z.uuid(),
  /** Name of a bundled calibration text. */
  calibration: z.string().min(1),
  window: z.int().min(2).max(8192),
  stride: z.int().min(1).max(8192),
  /** Number of windows from the start; null = all. */
  windows: z.int().min(1).nullable(),
  bos: z.enum(['auto', 'always', 'never']),
  /**
   * Read windows in random order, and no more once it is known, at this confidence, which `count` layers have the lowest influence; default: the whole
   * text in its order. In a model of fewer layers, all but one are asked for.
   */
  until: z.object({ count: z.int().min(1), confidence: z.number().min(0.5).max(0.999), seed: z.int().min(0) }).optional(),
  /** Use the k-th of every n documents, 'k/n'; default: all. */
  documentPart: z
    .string()
    .regex(/^[1-9]\d*\/[1-9]\d*$/)
    .refine((text) => Number(text.split('/')[0]) <= Number(text.split('/')[1]), 'must be k/n with k from 1 to n')
    .optional(),
  /** Also measure the loss increase when each single layer is removed. */
  leaveOneOut: z.boolean().optional(),
  /** Kinds of units whose loss increase is measured; default: whole layers. */
  leaveOneOutUnits: z.array(z.enum(UNIT_KINDS)).min(1).optional(),
  /** Also remove this number of units one by one, each time the one with the lowest loss increase. */
  greedy: z.int().min(0).optional(),
  /** Also remove this number of units one by one by influence, measured again after each. */
  iterate: z.int().min(0).optional(),
  /** The same by itself for whole layers: what is removed is repaired on the scored windows before each measurement. */
  iterateRepair: z
    .object({
      count: z.int().min(1),
      kind: repairSetting.shape.kind.refine((kind) => kind !== 'none', 'is no repair; the search without one is iterate'),
    })
    .optional(),
  /** Also search the units that change the predictions least when removed together, for each of these numbers of units. */
  evolve: z
    .object({
      counts: z.array(z.int().min(1)).min(1),
      /** How often the model may read the text in each search. */
      passes: z.int().min(1).max(MAX_SEARCH_PASSES),
      /** Each seed searches by itself. */
      seeds: z.array(z.int().min(0)).min(1).max(MAX_SEARCH_SEEDS).default([0]),
      fitness: z.enum(FITNESSES).optional(),
    })
    .optional(),
  /**
   * Sets of kinds of units: the searches take each set by itself, and the one with repairs takes whole layers; default: whole layers. Sets with halves
   * that a model does not have are left out.
   */
  searchUnits: z
    .array(z.array(z.enum(UNIT_KINDS)).min(1))
    .min(1)
    .optional(),
  /** Layers that none of them touches. */
  protectFirst: z.boolean().optional(),
  protectLast: z.boolean().optional(),
});

const payload = fields
  .refine(
    ({ iterateRepair, searchUnits = [['block']] }) => iterateRepair === undefined || searchUnits.some(areBlocksOnly),
    'iterateRepair repairs whole layers, but searchUnits holds no set of them; add the set of blocks',
  )
  .refine(
    ({ iterateRepair, documentPart }) => iterateRepair === undefined || documentPart === undefined,
    'the choice of iterateRepair is repaired on the whole text; leave documentPart out',
  );

/** Measures every layer of a model on a calibration text. */
export const SCORE_MODEL = {
  kind: 'score-model',
  version: 1,
  verb: 'score',
  description: 'Measures every layer of a model on a calibration text.',
  payload,
} as const satisfies JobDefinition;

export type ScoreModelPayload = z.output<typeof payload>;
