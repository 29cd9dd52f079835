import { AppError } from '@lamina/errors';
import { STRATEGY } from '@lamina/strategies';
import { z } from 'zod';
import { QUANTIZE_MODEL } from './jobs/quantize-model.job.ts';
import { option } from './option.ts';
import { OPTIONS, RANK_RULE, repairSetting, SEARCH_OPTIONS } from './options.ts';

const MAX_REPAIRS = 20;

const { kind, calibration, window, windows, bos, alpha, rank, tokenRule } = repairSetting.shape;

/** A user's request: how to score a model, which removals to try, and on which benchmarks to evaluate them. */
export const studyRequest = z.strictObject({
  calibration: OPTIONS.calibration,
  window: OPTIONS.window,
  stride: OPTIONS.stride,
  windows: OPTIONS.windows,
  bos: OPTIONS.bos,
  until: option(
    z.strictObject({ confidence: OPTIONS.confidence, seed: OPTIONS.seed }).optional(),
    'Stop early',
    'Score only until the lowest layers are known, as many as the largest count. Default: the whole text.',
  ),
  strategies: option(
    OPTIONS.strategies.default([STRATEGY.blockInfluence, STRATEGY.reverse, STRATEGY.sequential, STRATEGY.randomInner]),
    'Strategies',
    'Strategies to compare. Random ones are the control.',
  ),
  counts: option(
    OPTIONS.counts.default([1, 2, 3, 4, 5, 6]),
    'Counts',
    'Numbers of units to remove. A number that is too large for a model is skipped.',
    'units',
  ),
  seeds: OPTIONS.seeds,
  ...SEARCH_OPTIONS,
  protectFirst: OPTIONS.protectFirst,
  protectLast: OPTIONS.protectLast,
  texts: OPTIONS.texts,
  reading: OPTIONS.reading,
  benchmarks: OPTIONS.benchmarks.default([]),
  limit: OPTIONS.limit,
  shots: OPTIONS.shots,
  removals: OPTIONS.removals,
  vocabularies: OPTIONS.vocabularies,
  types: OPTIONS.types,
  combinations: OPTIONS.combinations,
  units: OPTIONS.unitSets,
  repairs: option(
    z
      .array(
        z
          .strictObject({
            kind,
            calibration: calibration.optional(),
            window: option(window.unwrap().optional(), 'Window', 'Tokens that the model reads at once.', 'tokens'),
            windows,
            bos: option(bos.unwrap().optional(), 'First token', 'Whether each window starts with the beginning-of-text token.'),
            alpha,
            rank,
            tokenRule,
          })
          .refine(...RANK_RULE),
      )
      .max(MAX_REPAIRS)
      .default([]),
    'Repairs',
    'Repairs of the removed layers, each measured beside the removal alone. Fields that a repair omits have the values of the scoring.',
  ),
  precisions: option(
    z.array(QUANTIZE_MODEL.payload.shape.precision).default([]),
    'Quantized forms',
    'Quantized forms to study too. Each form becomes a separate model with its own study; a form that already exists is skipped.',
  ),
  roundings: OPTIONS.roundings.default([]),
  efficiency: option(z.boolean().default(false), 'Speed', 'Also measure speed and memory, of the dense model and at every count.'),
});

/** A request as submitted; fields with defaults may be missing. */
export type StudyRequestInput = z.input<typeof studyRequest>;

/** A checked request with all defaults. */
export type StudyRequest = z.output<typeof studyRequest>;

/** The request for one model: quantized forms that the model already has are skipped. */
export function fitStudyRequest(request: StudyRequest, { precision }: { readonly precision: string }): StudyRequest {
  return { ...request, precisions: request.precisions.filter((wanted) => wanted !== precision) };
}

/** Checks a request and adds defaults. Refuses with BAD_USER_INPUT, naming every problem. */
export function parseStudyRequest(input: unknown): StudyRequest {
  const result = studyRequest.safeParse(input);
  if (result.success) return result.data;
  throw new AppError('BAD_USER_INPUT', `the study request is wrong: ${z.prettifyError(result.error)}`);
}
