import { AppError } from '@lamina/errors';
import { z } from 'zod';
import { EVALUATE_MODEL, EVALUATE_MODEL_VERSION, type EvaluateModelPayload, evaluateModelPayload } from './evaluate-model.job.ts';
import {
  MEASURE_EFFICIENCY,
  MEASURE_EFFICIENCY_VERSION,
  type MeasureEfficiencyPayload,
  measureEfficiencyPayload,
} from './measure-efficiency.job.ts';
import { PRUNE_MODEL, PRUNE_MODEL_VERSION, type PruneModelPayload, pruneModelPayload } from './prune-model.job.ts';
import { QUANTIZE_MODEL, QUANTIZE_MODEL_VERSION, type QuantizeModelPayload, quantizeModelPayload } from './quantize-model.job.ts';
import { REGISTER_MODEL, REGISTER_MODEL_VERSION, type RegisterModelPayload, registerModelPayload } from './register-model.job.ts';
import { SCORE_MODEL, SCORE_MODEL_VERSION, type ScoreModelPayload, scoreModelPayload } from './score-model.job.ts';

/** A stored job with an unchecked payload. */
export interface StoredJob {
  readonly kind: string;
  readonly version: number;
  readonly payload: unknown;
}

/** A job whose payload has been checked. */
export type ParsedJob =
  | { readonly kind: typeof SCORE_MODEL; readonly payload: ScoreModelPayload }
  | { readonly kind: typeof PRUNE_MODEL; readonly payload: PruneModelPayload }
  | { readonly kind: typeof EVALUATE_MODEL; readonly payload: EvaluateModelPayload }
  | { readonly kind: typeof QUANTIZE_MODEL; readonly payload: QuantizeModelPayload }
  | { readonly kind: typeof MEASURE_EFFICIENCY; readonly payload: MeasureEfficiencyPayload }
  | { readonly kind: typeof REGISTER_MODEL; readonly payload: RegisterModelPayload };

/** Checks a stored job. Refuses with BAD_USER_INPUT: unknown kind, another version, or a payload that does not match its schema. */
export function parseJob(job: StoredJob): ParsedJob {
  switch (job.kind) {
    case SCORE_MODEL:
      return { kind: SCORE_MODEL, payload: parse(scoreModelPayload, SCORE_MODEL_VERSION, job) };
    case PRUNE_MODEL:
      return { kind: PRUNE_MODEL, payload: parse(pruneModelPayload, PRUNE_MODEL_VERSION, job) };
    case EVALUATE_MODEL:
      return { kind: EVALUATE_MODEL, payload: parse(evaluateModelPayload, EVALUATE_MODEL_VERSION, job) };
    case REGISTER_MODEL:
      return { kind: REGISTER_MODEL, payload: parse(registerModelPayload, REGISTER_MODEL_VERSION, job) };
    case MEASURE_EFFICIENCY:
      return { kind: MEASURE_EFFICIENCY, payload: parse(measureEfficiencyPayload, MEASURE_EFFICIENCY_VERSION, job) };
    case QUANTIZE_MODEL:
      return { kind: QUANTIZE_MODEL, payload: parse(quantizeModelPayload, QUANTIZE_MODEL_VERSION, job) };
    default:
      throw new AppError('BAD_USER_INPUT', `this worker does not know the job kind "${job.kind}"; update the worker`);
  }
}

function parse<Output>(schema: z.ZodType<Output>, version: number, job: StoredJob): Output {
  if (job.version !== version) {
    throw new AppError(
      'BAD_USER_INPUT',
      `this worker handles ${job.kind} jobs of version ${version}, not ${job.version}; update the worker`,
    );
  }
  const result = schema.safeParse(job.payload);
  if (result.success) return result.data;
  throw new AppError('BAD_USER_INPUT', `the payload of a ${job.kind} job is wrong: ${z.prettifyError(result.error)}`);
}
