import type { ImportedResult, ImportedResults } from '@lamina/benchmarks';
import { AppError } from '@lamina/errors';
import { metricKeyOf } from '@lamina/metrics';
import type { ImportedEvaluation } from './write-imported-evaluations.ts';

/** Prefix of the protocols of imported results; protocols of a scorer never have it. */
export const SELF_REPORTED_PROTOCOL = 'self-reported';

const MAX_RESULTS = 5000;
/** Facts of the harness' own config that affect its numbers. */
const CONFIG_FACTS = ['limit', 'bootstrap_iters', 'random_seed', 'fewshot_seed'] as const;

/** The contents of a results file. */
export interface ParsedResults {
  readonly evaluations: readonly ImportedEvaluation[];
  readonly skipped: readonly string[];
}

/**
 * The evaluations in a results.json of lm-evaluation-harness.
 * @throws AppError BAD_USER_INPUT for a file without evaluations
 */
export function toImportedEvaluations({ results, config, harnessVersion }: ImportedResults, modelPrecision: string): ParsedResults {
  if (results.length < 1 || results.length > MAX_RESULTS)
    throw new AppError('BAD_USER_INPUT', `The file holds ${results.length} results; it must hold 1 to ${MAX_RESULTS}.`);
  const tool = `lm-evaluation-harness ${harnessVersion ?? 'of an unknown version'}`;
  const settings = Object.fromEntries(CONFIG_FACTS.map((name) => [name, config[name] ?? null]));
  const precision = findPrecision(config.model_args) ?? modelPrecision;
  const measured = results.filter(({ isGroup }) => !isGroup);
  return {
    skipped: results.filter(({ isGroup }) => isGroup).map(({ task, metric }) => `${task} ${metric}: a mean over other tasks`),
    evaluations: measured.map((result) => ({
      benchmark: { name: result.task, version: result.version, kind: kindOf(result.metric) },
      metric: metricKeyOf(result),
      // The harness leaves out what is 0 or not known; rows keep null of it in their comparability.
      shots: result.shots ?? 0,
      value: result.value,
      standardError: result.standardError,
      // 0 means that the count is not known (ImportedEvaluation).
      sampleCount: result.sampleCount ?? 0,
      protocol: protocolOf(result),
      comparability: { source: 'lm-eval-results', tool, version: result.version, shots: result.shots, precision, ...settings },
      tool,
      precision,
    })),
  };
}

function protocolOf({ shots }: ImportedResult): string {
  return `${SELF_REPORTED_PROTOCOL} · lm-evaluation-harness · ${shots ?? 'unknown'}-shot`;
}

function kindOf(metric: string): string {
  if (/^acc(_|$)/.test(metric)) return 'multiple-choice';
  return /perplexity|bits_per_byte/.test(metric) ? 'perplexity' : 'generation';
}

/** The harness writes model_args as a string "pretrained=…,dtype=float16" or as an object. */
function findPrecision(modelArgs: unknown): string | null {
  if (typeof modelArgs === 'string') return /(?:^|,)dtype=([\w.]{1,20})/.exec(modelArgs)?.[1] ?? null;
  if (typeof modelArgs !== 'object' || modelArgs === null || !('dtype' in modelArgs)) return null;
  return typeof modelArgs.dtype === 'string' ? modelArgs.dtype : null;
}
