import {
  EVALUATE_MODEL,
  type JobKind,
  type JobPayloads,
  MEASURE_EFFICIENCY,
  PRUNE_MODEL,
  QUANTIZE_MODEL,
  REGISTER_MODEL,
  ROUND_UNITS,
  SCORE_MODEL,
  WRITE_PRUNING,
} from '@lamina/jobs';
import type { HandlerContext } from '../context/handler-context.ts';
import { evaluateModelHandler } from './evaluate-model.handler.ts';
import { measureEfficiencyHandler } from './measure-efficiency.handler.ts';
import { pruneModelHandler } from './prune-model.handler.ts';
import { quantizeModelHandler } from './quantize-model.handler.ts';
import { registerModelHandler } from './register-model.handler.ts';
import { roundUnitsHandler } from './round-units.handler.ts';
import { scoreModelHandler } from './score-model.handler.ts';
import { writePruningHandler } from './write-pruning.handler.ts';

/** The work of each kind of job. */
export const JOB_HANDLERS: { readonly [Kind in JobKind]: (payload: JobPayloads[Kind], context: HandlerContext) => Promise<void> } = {
  [REGISTER_MODEL.kind]: registerModelHandler,
  [SCORE_MODEL.kind]: scoreModelHandler,
  [PRUNE_MODEL.kind]: pruneModelHandler,
  [WRITE_PRUNING.kind]: writePruningHandler,
  [EVALUATE_MODEL.kind]: evaluateModelHandler,
  [ROUND_UNITS.kind]: roundUnitsHandler,
  [MEASURE_EFFICIENCY.kind]: measureEfficiencyHandler,
  [QUANTIZE_MODEL.kind]: quantizeModelHandler,
};
