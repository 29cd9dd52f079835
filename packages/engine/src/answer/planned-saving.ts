import { setImmediate } from 'node:timers/promises';
import type { Saved } from '@lamina/benchmarks';
import { AppError, getEntry } from '@lamina/errors';
import { countParameters, type ModelLookup, measureCacheGrowth, type OpenedModel, openModel } from '@lamina/models';
import { type Change, describeLost, type KeptTokens, listCoverage, NOTHING_REMOVED, type Removal, removesNothing } from '@lamina/plans';
import { removeUnits } from '@lamina/surgery';
import { countDroppedRows, type KeepRule, type KeptVocabulary, keepRuleOf, keepVocabulary } from '../vocabulary/keep-vocabulary.ts';
import { sizeOfParent, sizeOfWeights } from '../write/planned-write.ts';
import { planArtefact } from '../write/prune/plan-artefact.ts';
import { measureCacheAfter, requestType, type TypeRequest } from '../write/prune/plan-gguf.ts';

/** Sizes of a model's files, and the savings of removals. */
export interface SavingPlanner {
  /** Bytes of the model file: weights, and the graph of an ONNX model. */
  readonly bytesBefore: number;
  /**
   * The savings of a removal, from the plan of the very write that the command does.
   * @param written the tokens that stay, by default all, and the types of a GGUF file, by default those of the parent
   * @throws AppError as removeUnits and pruneModel do before they write
   */
  plan(removal: Removal, written?: { readonly tokens?: KeptTokens | undefined; readonly types?: TypeRequest | null }): Saved;
}

/** The saving of a change, and the facts that a reader must know before taking it. */
export interface PlannedSaving {
  readonly saved: Saved;
  /** The facts in words: the scripts that the model can no longer write, weights that are rounded twice. Null where there is nothing to say. */
  readonly caveat: string | null;
  /** Why the model cannot have fewer tokens, or why its weights are not stored in a type; null where nothing stands against it. */
  readonly excluded: string | null;
}

export interface PlanSavingsOptions extends ModelLookup {
  readonly model: string;
  /** Units that go, smaller vocabularies, types of GGUF files, and several of these together. */
  readonly changes: readonly Change<unknown>[];
}

/** The savings of each change. The model is read once; nothing is run or written. @throws AppError as openModel and pruneModel do before they write. */
export async function planSavings({ model, changes, ...lookup }: PlanSavingsOptions): Promise<readonly PlannedSaving[]> {
  const opened = openModel(model, lookup);
  const context = { opened, planner: createSavingPlanner(opened) };
  // To choose the tokens of a large vocabulary takes seconds, and changes share it.
  const known = new Map<string, TokenPlan | AppError>();
  const plans: PlannedSaving[] = [];
  for (const { remove, precision, keepVocabulary: keep } of changes) {
    if (keep !== null && !known.has(keep))
      known.set(
        keep,
        refusalOf(() => planTokens(keepRuleOf(keep, lookup), context)),
      );
    plans.push(planTogether(remove, { type: precision, tokens: keep === null ? null : getEntry(known, keep) }, context));
    // Many plans take a minute, in which other work of the program, such as a transaction of its database, may not wait.
    await setImmediate();
  }
  return plans;
}

/** The saving of all parts of a change together. A part that the model cannot have excludes the change. */
function planTogether(
  remove: Removal,
  { type, tokens }: { readonly type: string | null; readonly tokens: TokenPlan | AppError | null },
  context: { readonly opened: OpenedModel; readonly planner: SavingPlanner },
): PlannedSaving {
  const { planner } = context;
  if (type === null && tokens === null) return { saved: planner.plan(remove), caveat: null, excluded: null };
  if (tokens instanceof AppError) return { saved: planner.plan(NOTHING_REMOVED), caveat: null, excluded: tokens.message };
  const typed = type === null ? null : planType(type, context);
  if (typed !== null && typed.excluded !== null) return typed;
  const saved = planner.plan(remove, { tokens: tokens?.words.kept, types: type === null ? null : requestType(type) });
  const plan = { saved, caveat: joinCaveats([tokens?.caveat, typed?.caveat]), excluded: null };
  return type === null ? plan : refuseLarger(plan);
}

/** The facts that a reader must know of each part; null where there is nothing to say. */
export function joinCaveats(caveats: readonly (string | null | undefined)[]): string | null {
  return caveats.filter((text) => typeof text === 'string').join(' ') || null;
}

function refuseLarger(plan: PlannedSaving): PlannedSaving {
  const { bytesBefore, bytesAfter } = plan.saved;
  if (plan.excluded !== null || bytesBefore === null || bytesAfter === null || bytesAfter < bytesBefore) return plan;
  return { ...plan, excluded: `it saves nothing: ${megabytesOf(bytesBefore)} become ${megabytesOf(bytesAfter)}` };
}

function megabytesOf(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

const ROUNDED_TWICE = 'Its weights are rounded twice: this file holds most of them in fewer than 16 bits already.';
/** Bytes of a parameter from which weights are no codes: 16-bit floats have 2. */
const FLOAT_BYTES = 1.9;

/** The whole model in a type of GGUF files, by the plan of the very write. */
export function planType(
  type: string,
  { opened: { source }, planner }: { readonly opened: OpenedModel; readonly planner: SavingPlanner },
): PlannedSaving {
  const whole = planner.plan(NOTHING_REMOVED);
  const refuse = (why: string): PlannedSaving => ({ saved: { ...whole, bytesAfter: null }, caveat: null, excluded: why });
  if (source.format === 'onnx') return refuse('GGUF files are written from safetensors and GGUF, and this model is ONNX');
  const saved = refusalOf(() => planner.plan(NOTHING_REMOVED, { types: requestType(type) }));
  if (saved instanceof AppError) return refuse(saved.message);
  const isRounded = planner.bytesBefore < FLOAT_BYTES * whole.parametersBefore;
  return { saved, caveat: isRounded ? ROUNDED_TWICE : null, excluded: null };
}

/** The result of a plan, or the reason why it is refused. */
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
