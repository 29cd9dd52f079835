import type { JobRecord } from '@lamina/database';
import { assertNever } from '@lamina/errors';
import { EVALUATE_MODEL, MEASURE_EFFICIENCY, PRUNE_MODEL, parseJob, QUANTIZE_MODEL, REGISTER_MODEL, SCORE_MODEL } from '@lamina/jobs';
import { evaluateModelHandler } from '../handlers/evaluate-model.handler.ts';
import type { HandlerContext } from '../handlers/handler-context.ts';
import { measureEfficiencyHandler } from '../handlers/measure-efficiency.handler.ts';
import { pruneModelHandler } from '../handlers/prune-model.handler.ts';
import { quantizeModelHandler } from '../handlers/quantize-model.handler.ts';
import { registerModelHandler } from '../handlers/register-model.handler.ts';
import { scoreModelHandler } from '../handlers/score-model.handler.ts';

/** Passes a job to the handler of its kind. @throws AppError BAD_USER_INPUT for a kind or payload that this version does not know. */
export async function runJob(job: JobRecord, context: HandlerContext): Promise<void> {
  const parsed = parseJob(job);
  switch (parsed.kind) {
    case SCORE_MODEL:
      return await scoreModelHandler(parsed.payload, context);
    case PRUNE_MODEL:
      return await pruneModelHandler(parsed.payload, context);
    case EVALUATE_MODEL:
      return await evaluateModelHandler(parsed.payload, context);
    case QUANTIZE_MODEL:
      return await quantizeModelHandler(parsed.payload, context);
    case MEASURE_EFFICIENCY:
      return await measureEfficiencyHandler(parsed.payload, context);
    case REGISTER_MODEL:
      return await registerModelHandler(parsed.payload, context);
    default:
      return assertNever(parsed);
  }
}
