import type { Saved } from '@lamina/benchmarks';
import { AppError } from '@lamina/errors';
import { countParameters, type ModelLookup, measureCacheGrowth, type OpenedModel, openModel } from '@lamina/models';
import { type Change, describeLost, type KeptTokens, listCoverage, NOTHING_REMOVED, type Removal, removesNothing } from '@lamina/plans';
import { removeUnits } from '@lamina/surgery';
import { type KeepRule, type KeptVocabulary, keepVocabulary, ruleOfClasses } from '../vocabulary/keep-vocabulary.ts';
import { measureCacheAfter } from '../write/plan-write.ts';
import { sizeOfParent, sizeOfWeights } from '../write/planned-write.ts';
import { planArtefact } from '../write/prune/plan-artefact.ts';
import type { TypeRequest } from '../write/prune/plan-gguf.ts';
import { countDroppedRows } from '../write/prune/plan-vocabulary.ts';

/** Sizes of a model's files, and the savings of removals. */
export interface SavingPlanner {
  /** Bytes of the model file: weights, and the graph of an ONNX model. */
  readonly bytesBefore: number;
  /**
   * The savings of a removal, from the plan of the very write that the command does.
   * @param written the tokens that stay, by default all, and the types of a GGUF file, by default those of the parent
   * @throws AppError as removeUnits and pruneModel do before they write
   */
  plan(removal: Removal, written?: { readonly tokens?: KeptTokens; readonly types?: TypeRequest }): Saved;
}

/** What a change saves, and what a reader must know before taking it. */
export interface PlannedSaving {
  readonly saved: Saved;
  /** What the model can no longer write, in words; null where it writes what it wrote before. */
  readonly caveat: string | null;
  /** Why the model cannot have the smaller vocabulary; null where it can. */
  readonly excluded: string | null;
}

export interface PlanSavingsOptions extends ModelLookup {
  readonly model: string;
  /** Units that go, or a smaller vocabulary. */
  readonly changes: readonly Pick<Change, 'remove' | 'keepVocabulary'>[];
}

/** The savings of each change. The model is read once; nothing is run or written. @throws AppError as openModel and pruneModel do before they write. */
export async function planSavings({ model, changes, ...lookup }: PlanSavingsOptions): Promise<readonly PlannedSaving[]> {
  const opened = openModel(model, lookup);
  const planner = createSavingPlanner(opened);
  return changes.map(({ remove, keepVocabulary: classes }): PlannedSaving => {
    if (classes === null) return { saved: planner.plan(remove), caveat: null, excluded: null };
    const plan = refusalOf(() => planTokens(ruleOfClasses(classes), { opened, planner }));
    if (plan instanceof AppError) return { saved: planner.plan(NOTHING_REMOVED), caveat: null, excluded: plan.message };
    return { saved: plan.saved, caveat: plan.caveat, excluded: null };
  });
}

/** What a plan gives, or why it is refused. */
export function refusalOf<Plan>(plan: () => Plan): Plan | AppError {
  try {
    return plan();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
}

/** A smaller vocabulary: what it saves, and what the model can no longer write. */
export interface TokenPlan {
  readonly words: KeptVocabulary;
  readonly saved: Saved;
  /** Whether it is worth doing, and what the model can no longer write, in words. */
  readonly caveat: string;
  /** Says that the file gets hardly smaller; null where it is worth losing tokens. */
  readonly little: string | null;
}

/** A file that gets smaller by a smaller share is not worth losing tokens. */
const WORTH_SAYING = 0.05;

/** @throws AppError as keepVocabulary */
export function planTokens(
  rule: KeepRule,
  { opened, planner }: { readonly opened: OpenedModel; readonly planner: SavingPlanner },
): TokenPlan {
  const words = keepVocabulary(opened, rule);
  const saved = planner.plan(NOTHING_REMOVED, { tokens: words.kept });
  if (saved.bytesAfter === null) throw new Error('a planned write has no size');
  const share = 1 - saved.bytesAfter / planner.bytesBefore;
  const little = share < WORTH_SAYING ? `the file would be only ${(100 * share).toFixed(1)} % smaller` : null;
  const lost = describeLost(listCoverage(words));
  return { words, saved, caveat: little === null ? lost : `This vocabulary has next to nothing to give: ${little}. ${lost}`, little };
}

/** Plans writes in the parent's own format, without writing. */
export function createSavingPlanner(opened: OpenedModel): SavingPlanner {
  const whole = opened.structure.model.graph;
  const bytesBefore = sizeOfParent(opened);
  const parametersBefore = countParameters(whole);
  const cacheBytesPerTokenBefore = measureCacheGrowth(whole);
  return {
    bytesBefore,
    plan(removal, { tokens = null, types = null } = {}) {
      const format = types === null ? opened.source.format : 'gguf';
      const { model, report } = removeUnits(opened.structure, removal);
      const { weights } = planArtefact(opened, {
        format,
        pruned: model,
        copyWeights: true,
        kept: report.kept,
        removal: report.removal,
        blocksBefore: opened.structure.blocks.length,
        rewritten: new Map(),
        types,
        tokens,
      });
      const bytesAfter = removesNothing(removal) && tokens === null && types === null ? bytesBefore : sizeOfWeights(weights);
      return {
        bytesBefore,
        bytesAfter,
        parametersBefore,
        cacheBytesPerTokenBefore,
        parametersAfter: countParameters(model.graph) - countDroppedRows(opened, report.kept.length, tokens),
        cacheBytesPerTokenAfter: measureCacheAfter(opened, { format, removal: report.removal, graph: model.graph }),
        speed: null,
      };
    },
  };
}
