import { AppError } from '@lamina/errors';
import { DEFAULT_SEARCH_PASSES } from '@lamina/plans';
import { STRATEGY } from '@lamina/strategies';
import { z } from 'zod';
import { EVALUATE_MODEL } from './evaluate-model.job.ts';
import { PRUNE_MODEL } from './prune-model.job.ts';
import { QUANTIZE_MODEL } from './quantize-model.job.ts';
import { repairSetting } from './repair-setting.ts';
import { SCORE_MODEL } from './score-model.job.ts';

const score = SCORE_MODEL.payload.shape;
const prune = PRUNE_MODEL.payload.shape;
const untilShape = score.until.unwrap().shape;
const searchShape = score.evolve.unwrap().shape;

/** Confidence that the lowest layers are known, where a request gives none. */
export const DEFAULT_CONFIDENCE = 0.95;

/** A user's request: how to score a model, which removals to try, and on which benchmarks to evaluate them. */
export const studyRequest = z.strictObject({
  calibration: score.calibration,
  window: score.window.default(256),
  /** Default: the window length. */
  stride: score.stride.optional(),
  windows: score.windows.default(null),
  /** Score only until the lowest layers are known, as many as the largest count; default: the whole text. */
  until: score.until
    .unwrap()
    .omit({ count: true })
    .extend({ confidence: untilShape.confidence.default(DEFAULT_CONFIDENCE), seed: untilShape.seed.default(0) })
    .optional(),
  bos: score.bos.default('auto'),
  strategies: prune.strategies.default([STRATEGY.blockInfluence, STRATEGY.reverse, STRATEGY.sequential, STRATEGY.randomInner]),
  counts: prune.counts.default([1, 2, 3, 4, 5, 6]),
  seeds: prune.seeds.default([0, 1, 2, 3, 4]),
  /** How often the model may read the text in each search of the strategy 'evolutionary', one for each count. */
  searchPasses: searchShape.passes.default(DEFAULT_SEARCH_PASSES),
  /** Seeds of these searches; default: 0. The first one's choice is the study's own, the others show the spread, as draws of a random strategy do. */
  searchSeeds: searchShape.seeds.unwrap().optional(),
  /** What these searches make small; default: the divergence from the whole model. */
  searchFitness: searchShape.fitness,
  /** The repair with which the strategy 'iterate-repair' searches and by which its choice is repaired; default: a factor, as Prune&Comp. */
  iterateRepair: score.iterateRepair.unwrap().shape.kind.optional(),
  /** Never remove the first, or the last, layer. */
  protectFirst: z.boolean().default(false),
  protectLast: z.boolean().default(false),
  benchmarks: EVALUATE_MODEL.payload.shape.benchmarks,
  limit: EVALUATE_MODEL.payload.shape.limit,
  shots: EVALUATE_MODEL.payload.shape.shots,
  /**
   * Additional ways to score the same model, to measure how much the order of the layers depends on the calibration. They choose no layers. Each
   * field defaults to the study's own value.
   */
  sensitivity: z
    .array(
      z.strictObject({
        calibration: score.calibration.optional(),
        window: score.window.optional(),
        stride: score.stride.optional(),
        windows: score.windows.optional(),
        documentPart: score.documentPart,
      }),
    )
    .default([]),
  /** Sets of layers, or of units, for the strategy 'explicit'. */
  removals: prune.removals,
  units: prune.units.unwrap().default([['block']]),
  /** Repairs of the removed layers. Fields that are left out have the values of the study's own scoring. */
  repairs: z
    .array(
      repairSetting
        .partial({ calibration: true, window: true, windows: true, bos: true })
        .refine(({ rank, kind }) => rank === undefined || kind === 'low-rank', 'a rank is a setting of low-rank only'),
    )
    .default([]),
  /** Quantized forms to study too, each in a separate study. */
  precisions: z.array(QUANTIZE_MODEL.payload.shape.precision).default([]),
  /** Whether to measure speed and memory too, for the dense model and at every count. */
  efficiency: z.boolean().default(false),
});

/** A request as submitted; fields with defaults may be missing. */
export type StudyRequestInput = z.input<typeof studyRequest>;

/** A checked request with all defaults. */
export type StudyRequest = Omit<z.output<typeof studyRequest>, 'stride'> & { readonly stride: number };

/** The request for one model: quantized forms that the model already has are skipped. */
export function fitStudyRequest(request: StudyRequest, { precision }: { readonly precision: string }): StudyRequest {
  return { ...request, precisions: request.precisions.filter((wanted) => wanted !== precision) };
}

/** Checks a request and adds defaults. Refuses with BAD_USER_INPUT, naming every problem. */
export function parseStudyRequest(input: unknown): StudyRequest {
  const result = studyRequest.safeParse(input);
  if (result.success) return { ...result.data, stride: result.data.stride ?? result.data.window };
  throw new AppError('BAD_USER_INPUT', `the study request is wrong: ${z.prettifyError(result.error)}`);
}
