import { getAt } from '@lamina/errors';
import { type ModelLookup, openModel, type Progress } from '@lamina/models';
import { type ClassCoverage, type KeepReason, listCoverage } from '@lamina/plans';
import { measureWords, type WordLoss } from '../evaluate/measure-words.ts';
import { createResidentModel } from '../resident/create-resident-model.ts';
import type { SessionOptions } from '../session/session.ts';
import type { KeepRule } from '../vocabulary/keep-vocabulary.ts';
import { createSavingPlanner, planTokens, type TokenPlan } from './planned-saving.ts';

export interface MeasureVocabulariesOptions extends ModelLookup, SessionOptions {
  readonly model: string;
  readonly lists: readonly { readonly keep: string; readonly rule: KeepRule }[];
  readonly texts: readonly { readonly text: string; readonly content: string }[];
}

/** A smaller vocabulary: the tokens that it keeps, the bytes that it saves, the loss. */
export interface VocabularyOutlook {
  readonly keep: string;
  readonly rowsBefore: number;
  readonly rowsAfter: number;
  readonly reasons: Readonly<Partial<Record<KeepReason, number>>>;
  readonly coverage: readonly ClassCoverage[];
  /** Whether it is worth doing, and what the model can no longer write, in words. */
  readonly sentence: string;
  readonly saved: {
    readonly bytesBefore: number;
    readonly bytesAfter: number;
    readonly parametersBefore: number;
    readonly parametersAfter: number;
  };
  readonly texts: readonly (WordLoss & { readonly text: string })[];
}

export interface VocabularyAnswer {
  readonly lists: readonly VocabularyOutlook[];
}

/**
 * Finds the tokens that smaller vocabularies of a model would keep, the bytes that they would save, and the loss. Nothing is written.
 * @throws AppError as openModel and keepVocabulary do
 */
export async function* measureVocabularies(options: MeasureVocabulariesOptions): AsyncGenerator<Progress, VocabularyAnswer> {
  yield { phase: 'prepare', done: 0, total: 1, note: 'reading the model' };
  const opened = openModel(options.model, options);
  const planner = createSavingPlanner(opened);
  const plans = options.lists.map(({ keep, rule }) => ({ keep, ...planTokens(rule, { opened, planner }) }));
  const lists = plans.map(({ words }) => words);
  const resident = await createResidentModel(opened, { ...options, mostLikely: true, divergence: true });
  try {
    const losses = yield* measureWords({ opened, resident, lists, texts: options.texts.map(({ content }) => content) });
    return {
      lists: plans.map((plan, list) => ({
        ...describePlan(plan),
        texts: options.texts.map(({ text }, place) => ({ text, ...getAt(getAt(losses, list), place) })),
      })),
    };
  } finally {
    await resident.release();
  }
}

function describePlan({ keep, words, saved, caveat }: TokenPlan & { readonly keep: string }): Omit<VocabularyOutlook, 'texts'> {
  const { kept } = words;
  const { bytesBefore, bytesAfter, parametersBefore, parametersAfter } = saved;
  if (bytesBefore === null || bytesAfter === null) throw new Error('a planned write has no size');
  return {
    keep,
    rowsBefore: kept.rowsBefore,
    rowsAfter: kept.keptIds.length,
    coverage: listCoverage(words),
    sentence: caveat,
    reasons: Object.fromEntries(Object.entries(kept.reasons).map(([reason, ids]) => [reason, ids.length])),
    saved: { bytesBefore, bytesAfter, parametersBefore, parametersAfter },
  };
}
