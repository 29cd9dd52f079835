import { getAt } from '@lamina/errors';
import { type ModelLookup, openModel, type Progress } from '@lamina/models';
import { type ClassCoverage, describeLost, type KeepReason, listCoverage, NOTHING_REMOVED } from '@lamina/plans';
import { measureWords, type WordLoss } from '../evaluate/measure-words.ts';
import { createResidentModel } from '../resident/create-resident-model.ts';
import type { SessionOptions } from '../session/session.ts';
import { type KeepRule, type KeptVocabulary, keepVocabulary } from '../vocabulary/keep-vocabulary.ts';
import { WORTH_SAYING } from './plan-vocabularies.ts';
import { createSavingPlanner, type SavingPlanner } from './planned-saving.ts';

export interface MeasureVocabulariesOptions extends ModelLookup, SessionOptions {
  readonly model: string;
  readonly lists: readonly { readonly keep: string; readonly rule: KeepRule }[];
  readonly texts: readonly { readonly text: string; readonly content: string }[];
}

/** What a smaller vocabulary keeps, saves and loses. */
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
 * What smaller vocabularies of a model would keep, save and cost. Nothing is written.
 * @throws AppError as openModel and keepVocabulary do
 */
export async function* measureVocabularies(options: MeasureVocabulariesOptions): AsyncGenerator<Progress, VocabularyAnswer> {
  yield { phase: 'prepare', done: 0, total: 1, note: 'reading the model' };
  const opened = openModel(options.model, options);
  const planner = createSavingPlanner(opened);
  const lists = options.lists.map(({ keep, rule }) => ({ keep, ...keepVocabulary(opened, rule) }));
  const outlooks = lists.map((list) => describeList(list, planner));
  const resident = await createResidentModel(opened, { ...options, mostLikely: true, divergence: true });
  try {
    const losses = yield* measureWords({ opened, resident, lists, texts: options.texts.map(({ content }) => content) });
    return {
      lists: outlooks.map((outlook, list) => ({
        ...outlook,
        texts: options.texts.map(({ text }, place) => ({ text, ...getAt(getAt(losses, list), place) })),
      })),
    };
  } finally {
    await resident.release();
  }
}

function describeList(
  { keep, vocabulary, kept }: KeptVocabulary & { readonly keep: string },
  planner: SavingPlanner,
): Omit<VocabularyOutlook, 'texts'> {
  const { bytesAfter, parametersBefore, parametersAfter } = planner.plan(NOTHING_REMOVED, { tokens: kept });
  if (bytesAfter === null) throw new Error('a planned write has no size');
  const coverage = listCoverage({ vocabulary, kept });
  const isLittle = bytesAfter > (1 - WORTH_SAYING) * planner.bytesBefore;
  const nothing = `This vocabulary has next to nothing to give: the file would be ${(100 * (1 - bytesAfter / planner.bytesBefore)).toFixed(1)} % smaller.`;
  return {
    keep,
    rowsBefore: kept.rowsBefore,
    rowsAfter: kept.keptIds.length,
    coverage,
    sentence: isLittle ? `${nothing} ${describeLost(coverage)}` : describeLost(coverage),
    reasons: Object.fromEntries(Object.entries(kept.reasons).map(([reason, ids]) => [reason, ids.length])),
    saved: { bytesBefore: planner.bytesBefore, bytesAfter, parametersBefore, parametersAfter },
  };
}
