import type { JobKind, JobPayloads } from '@lamina/jobs';
import { evaluateModelHandler } from './evaluate-model.handler.ts';
import type { HandlerContext } from './handler-context.ts';
import { measureEfficiencyHandler } from './measure-efficiency.handler.ts';
import { pruneModelHandler } from './prune-model.handler.ts';
import { quantizeModelHandler } from './quantize-model.handler.ts';
import { registerModelHandler } from './register-model.handler.ts';
import { scoreModelHandler } from './score-model.handler.ts';

/** The work of each kind of job. */
export const JOB_HANDLERS: { readonly [Kind in JobKind]: (payload: JobPayloads[Kind], context: HandlerContext) => Promise<void> } = {
  'register-model': registerModelHandler,
  'score-model': scoreModelHandler,
  'prune-model': pruneModelHandler,
  'evaluate-model': evaluateModelHandler,
  'measure-efficiency': measureEfficiencyHandler,
  'quantize-model': quantizeModelHandler,
};
