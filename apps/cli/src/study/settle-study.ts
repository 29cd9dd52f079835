import { type AnswerPairs, type RetentionLimit, settleAnswers } from '@lamina/benchmarks';
import type { EvaluationRow, StudyRows } from '@lamina/database';
import { getAt } from '@lamina/errors';
import { isScore, sampleMean } from '@lamina/metrics';
import { areBlocksOnly } from '@lamina/plans';
import type { NamedSettlement } from '../evaluate/settlements.ts';
import type { StudyComparison, StudyResult } from './read-study.ts';

/** The verdict on one benchmark of the best strategy at one number of removed blocks. */
export interface StudySettlement extends NamedSettlement {
  readonly model: string;
  readonly removedCount: number;
  readonly strategy: string;
  readonly benchmark: string;
}

/** A finished study, and the rows that it was read from. */
export interface ReadStudy {
  readonly result: Pick<StudyResult, 'model' | 'comparison'>;
  readonly rows: Pick<StudyRows, 'prunings' | 'evaluations' | 'answers'>;
}

/**
 * Settles by the stored answers whether the best strategy keeps a share at every number of removed blocks, on each benchmark alone, as `settleEvaluation`
 * does for one removal. Which strategy is the best was seen on the same answers; therefore the verdicts on all strategies share the error.
 * @param bound share of the dense score, or of dense ÷ pruned perplexity
 * @param confidence probability that all verdicts are right
 */
export function settleStudies(
  studies: readonly ReadStudy[],
  { bound, confidence }: { readonly bound: number; readonly confidence: number },
): readonly StudySettlement[] {
  const claims = studies.flatMap(({ result: { comparison } }) =>
    comparison.steps.flatMap(({ results }) => results.flatMap(() => comparison.benchmarks)),
  );
  const asked = { limit: { kind: 'retention', value: bound }, confidence: 1 - (1 - confidence) / claims.length } as const;
  return studies.flatMap(({ result: { model, comparison }, rows }) =>
    comparison.steps.flatMap(({ removedCount, results: [best] }) => {
      // Random draws alone are no strategy.
      if (best === undefined) return [];
      const { strategy } = best;
      return comparison.benchmarks.map((benchmark) => {
        const name = `${model} without ${removedCount} blocks (${strategy}), ${benchmark}`;
        const found = findEvaluations(rows, { ...best, removedCount, benchmark, metric: comparison.metric });
        return { name, model, removedCount, strategy, benchmark, metric: comparison.metric, ...asked, ...settle(found, rows, asked) };
      });
    }),
  );
}

interface Wanted extends Pick<StudyComparison['steps'][number]['results'][number], 'strategy' | 'key'> {
  readonly removedCount: number;
  readonly benchmark: string;
  readonly metric: string;
}

/** The evaluations of a result; several if it is the mean of several draws. */
function findEvaluations(
  { prunings, evaluations }: ReadStudy['rows'],
  { key, strategy, removedCount, ...wanted }: Wanted,
): readonly EvaluationRow[] {
  const own = new Set(
    prunings
      .filter(
        (one) => one.strategy === strategy && one.removedCount === removedCount && areBlocksOnly(one.units) && one.change.repair === null,
      )
      .map(({ id }) => id)
      .filter((id) => key === null || id === key),
  );
  return evaluations.filter(
    ({ pruningId, benchmark, metric }) =>
      pruningId !== null && own.has(pruningId) && benchmark.name === wanted.benchmark && metric === wanted.metric,
  );
}

function settle(
  found: readonly EvaluationRow[],
  { evaluations, answers }: ReadStudy['rows'],
  asked: { readonly limit: RetentionLimit; readonly confidence: number },
): Pick<StudySettlement, 'quantity' | 'estimate' | 'interval' | 'verdict' | 'documents' | 'available'> {
  const { metric, sampleCount: documents } = getAt(found, 0);
  const isOfScores = isScore(metric);
  const counts = { documents, available: documents };
  const stored = found.flatMap(({ id }) => answers.filter(({ key }) => key === id));
  if (stored.length === found.length) return { ...settleAnswers(pairAnswers(stored, isOfScores), { ...asked, isOfScores }), ...counts };
  // Not every metric has a value for each document.
  const pairs = found.map(
    ({ denseId, value }) =>
      [
        value,
        getAt(
          evaluations.filter(({ id }) => id === denseId),
          0,
        ).value,
      ] as const,
  );
  const estimates = pairs.map(([pruned, dense]) => (isOfScores ? pruned - asked.limit.value * dense : Math.log(dense / pruned)));
  return { quantity: isOfScores ? 'surplus' : 'log-ratio', estimate: sampleMean(estimates), interval: null, verdict: 'open', ...counts };
}

/** The mean of several draws, document by document. Stored numerators of perplexities are the nats that the pruned model takes more. */
function pairAnswers(stored: StudyRows['answers'], isOfScores: boolean): AnswerPairs {
  return getAt(stored, 0).denominators.map((denominator, document) => {
    const numerator = sampleMean(stored.map(({ numerators }) => getAt(numerators, document)));
    return [isOfScores ? numerator : -numerator, denominator];
  });
}
