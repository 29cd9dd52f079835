import { type KebabName, toKebabName } from '@lamina/metrics';
import type { JobKind, JobRowFragment } from '../../generated/graphql.ts';
import { numbers } from '../ui/numbers.ts';

const VERBS: Readonly<Record<JobKind, string>> = {
  REGISTER_MODEL: 'Register',
  SCORE_MODEL: 'Score',
  PRUNE_MODEL: 'Prune',
  EVALUATE_MODEL: 'Evaluate',
  ROUND_UNITS: 'Round',
  MEASURE_EFFICIENCY: 'Measure',
  QUANTIZE_MODEL: 'Quantize',
  WRITE_PRUNING: 'Write',
};

/** The kind of a job, as written in the URL: `score-model`. */
export type JobKindName = KebabName<JobKind>;

/** Every kind of job, in the order in which a study runs them. */
export const JOB_KINDS: readonly JobKindName[] = (Object.keys(VERBS) as JobKind[]).map((kind) => toKebabName(kind));

/** `Score: 12 of 64` and similar: the kind of work and its progress. */
export function describeJob(job: Pick<JobRowFragment, 'kind' | 'status' | 'progress'>): string {
  const verb = VERBS[job.kind];
  const { phase, done, total, note } = job.progress;
  const step = note ?? (phase === verb.toLowerCase() ? null : phase);
  const words = [step, total > 0 ? `${numbers.integer(done)} of ${numbers.integer(total)}` : null].filter((part) => part !== null);
  return job.status === 'RUNNING' && words.length > 0 ? `${verb}: ${words.join(', ')}` : verb;
}

/** `Score`, `Prune`, `Evaluate` and similar. */
export function getJobVerb(kind: JobKind): string {
  return VERBS[kind];
}
