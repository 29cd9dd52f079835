import { EVALUATE_MODEL } from './evaluate-model.job.ts';
import type { PayloadOf } from './job-definition.ts';
import { MEASURE_EFFICIENCY } from './measure-efficiency.job.ts';
import { PRUNE_MODEL } from './prune-model.job.ts';
import { QUANTIZE_MODEL } from './quantize-model.job.ts';
import { REGISTER_MODEL } from './register-model.job.ts';
import { SCORE_MODEL } from './score-model.job.ts';
import { WRITE_PRUNING } from './write-pruning.job.ts';

/** Every kind of job, by its name in the API. The scorer does not compile without a handler for each. */
export const JOB_DEFINITIONS = {
  REGISTER_MODEL,
  SCORE_MODEL,
  PRUNE_MODEL,
  WRITE_PRUNING,
  EVALUATE_MODEL,
  MEASURE_EFFICIENCY,
  QUANTIZE_MODEL,
} as const;

type Definition = (typeof JOB_DEFINITIONS)[keyof typeof JOB_DEFINITIONS];

/** What stored jobs call their kind. */
export type JobKind = Definition['kind'];

/** The payload of each kind. */
export type JobPayloads = { readonly [Kind in JobKind]: PayloadOf<Extract<Definition, { readonly kind: Kind }>> };

/** The definition of a stored kind; undefined for one that this version does not know. */
export function findJobDefinition(kind: string): Definition | undefined {
  return Object.values(JOB_DEFINITIONS).find((definition) => definition.kind === kind);
}
