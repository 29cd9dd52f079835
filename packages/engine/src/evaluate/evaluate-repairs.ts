import { getAt } from '@lamina/errors';
import { type Removal, removesBlocksOnly } from '@lamina/plans';
import type { OpenedModel } from '../model/open/open-model.ts';
import { keyOf } from '../progress/progress.ts';
import { type CutText, createTextCutter, repairEach } from '../repair/repair-each.ts';
import type { CalibrationCut, RepairRecord, RepairRequest } from '../repair/repair-record.ts';
import { nameRepair } from '../resident/resident-model.ts';
import { checkDocumentOverlap } from '../text/check-overlap.ts';
import { type EvaluateProgress, type EvaluationWork, evaluateGroup, type RemovalEvaluation, type Variant } from './evaluate-group.ts';
import { type EncodedTasks, type Evaluator, type EvaluatorOptions, openEvaluator } from './open-evaluator.ts';

/** A removal, and how its runs are replaced: the repair is solved on its calibration text before it is evaluated. */
export interface RequestedRepair {
  readonly removal: Removal;
  readonly repair: RepairRequest & CalibrationCut;
}

/** A requested repair, and the windows of its calibration text. */
interface CutRepair extends RequestedRepair {
  readonly cut: CutText;
}

/** Cuts each calibration text once, before anything is solved. @throws AppError BAD_USER_INPUT for documents that are calibration text */
export function cutCalibrations(
  opened: OpenedModel,
  repairs: readonly RequestedRepair[],
  { pieces, prompts }: EncodedTasks,
): readonly CutRepair[] {
  const documents = [...pieces, ...prompts].flat();
  const cut = createTextCutter(opened);
  const asked = repairs.map((requested) => ({ ...requested, cut: cut(requested.repair) }));
  for (const { calibration } of new Set(asked.map((one) => one.cut))) checkDocumentOverlap(calibration, documents);
  return asked;
}

interface RepairGroup {
  readonly options: EvaluatorOptions;
  readonly opened: OpenedModel;
  readonly evaluator: Evaluator;
  readonly repairs: readonly CutRepair[];
  /** The place of the first of them among all. */
  readonly first: number;
}

/**
 * Solves repairs, and evaluates them together on the resident model, which loads only the parts that a repair changes. Where the model is not in parts,
 * each repair has a model of its own.
 */
export async function* evaluateRepairs(
  work: EvaluationWork,
  { options, opened, evaluator, repairs, first }: RepairGroup,
): AsyncGenerator<EvaluateProgress, readonly RemovalEvaluation[]> {
  // Parts without a sublayer are those of the whole model: a repair of one runs in a model of its own.
  const loadRepair = repairs.every(({ removal }) => removesBlocksOnly(removal)) ? evaluator.resident.loadRepair : undefined;
  const variants: Variant[] = [];
  const releases: (() => Promise<void>)[] = [];
  try {
    const fitted = yield* repairEach(opened, repairs, options, (one) => one);
    for (const [place, { removal }] of repairs.entries()) {
      const found = getAt(fitted, place);
      const repairKey = keyOfRepair(found.record);
      const loaded = await loadRepair?.(found.opened, removal, repairKey);
      if (loaded) releases.push(loaded.release);
      variants.push({ ...found, removal: loaded?.removal ?? nameRepair(removal, repairKey) });
    }
    if (loadRepair) return yield* evaluateGroup(work, { evaluator, whole: null, variants, first });
    return yield* evaluateEach(work, { options, evaluator, variants, first });
  } finally {
    for (const release of releases) await release();
  }
}

interface SeparateVariants extends Pick<RepairGroup, 'options' | 'evaluator' | 'first'> {
  readonly variants: readonly Variant[];
}

/** Each repaired model in a session of its own, compared with the whole one. */
async function* evaluateEach(
  work: EvaluationWork,
  { options, evaluator, variants, first }: SeparateVariants,
): AsyncGenerator<EvaluateProgress, readonly RemovalEvaluation[]> {
  const results: RemovalEvaluation[] = [];
  for (const [place, variant] of variants.entries()) {
    const repaired = await openEvaluator(variant.opened, { ...work, removals: [variant.removal] }, options);
    try {
      const group = { evaluator: repaired, whole: evaluator.resident, variants: [variant], first: first + place };
      results.push(...(yield* evaluateGroup(work, group)));
    } finally {
      await repaired.release();
    }
  }
  return results;
}

/** What a repair depends on beside the removal. */
function keyOfRepair({ kind, alpha, rank, tokenRule, calibrationSha256 }: RepairRecord): string {
  return keyOf([kind, alpha, rank, tokenRule, calibrationSha256]);
}
