import { getAt } from '@lamina/errors';
import { checkDocumentOverlap, finish, keyOf, type OpenedModel } from '@lamina/models';
import { removesBlocksOnly, removesNothing } from '@lamina/plans';
import type { FittedRepair } from '../repair/fit-repairs.ts';
import { type CutText, createTextCutter, repairEach } from '../repair/repair-each.ts';
import type { ModelChange, RepairRecord } from '../repair/repair-record.ts';
import { nameRepair, type ResidentModel } from '../resident/resident-model.ts';
import { type ChangeEvaluation, type EvaluateProgress, type EvaluationWork, evaluateGroup, type Variant } from './evaluate-group.ts';
import { type EncodedTasks, type Evaluator, type EvaluatorOptions, openEvaluator } from './open-evaluator.ts';

/** A change that is evaluated: a removal with or without a repair, another form of the model that its caller opens, or a smaller vocabulary. */
export interface EvaluatedChange extends ModelChange {
  /**
   * The model in other types, from which the removal is still to be made, or with the repair in place; absent where `evaluateModel` solves the repair, and where
   * weights keep their types.
   */
  readonly form?: ChangedForm;
  /**
   * Opens the written model of a smaller vocabulary, which reads the documents of tasks with its own tokenizer. Without it, such a change is measured on texts
   * alone.
   */
  readonly openWritten?: () => Promise<OpenedModel>;
}

/** Another form of the model, which takes time to write or to solve, and its name in checkpoints. */
export interface ChangedForm {
  readonly key: string;
  open(): Promise<OpenedModel>;
}

/** A change, its place among all, and the windows of its repair's text. */
export interface PlacedChange extends EvaluatedChange {
  readonly place: number;
  /** Null without a repair. */
  readonly cut: CutText | null;
}

/**
 * Cuts each calibration text once, before anything is solved. Smaller vocabularies are left out: evaluateWords measures them.
 * @throws AppError BAD_USER_INPUT for documents that are calibration text
 */
export function placeChanges(
  opened: OpenedModel,
  changes: readonly EvaluatedChange[],
  { pieces, prompts }: EncodedTasks,
): readonly PlacedChange[] {
  const documents = [...pieces, ...prompts].flat();
  const cut = createTextCutter(opened);
  const placed = changes.flatMap((change, place) => {
    if (change.keepVocabulary !== null) return [];
    const isSolved = change.form !== undefined;
    return [{ ...change, place, cut: isSolved ? null : change.repair && cut(change.repair) }];
  });
  const texts = placed.map((one) => one.cut).filter((text) => text !== null);
  for (const { calibration } of new Set(texts)) checkDocumentOverlap(calibration, documents);
  return placed;
}

interface ChangeGroup {
  readonly options: EvaluatorOptions;
  readonly opened: OpenedModel;
  readonly evaluator: Evaluator;
  readonly changes: readonly PlacedChange[];
}

/**
 * Solves the repairs of some changes, and evaluates all of them together on the resident model, which loads only the parts that a repair changes. Where the
 * model is not in parts, each repaired model has a session of its own.
 *
 * @returns by the place of the change
 */
export async function* evaluateChanges(
  work: EvaluationWork,
  { options, opened, evaluator, changes }: ChangeGroup,
): AsyncGenerator<EvaluateProgress, ReadonlyMap<number, ChangeEvaluation>> {
  const shared: Variant[] = [];
  const separate: Variant[] = [];
  const releases: (() => Promise<void>)[] = [];
  try {
    const fitted = yield* solve(opened, changes, options);
    const known = new Map<number, ChangeEvaluation>();
    for (const { place, remove, precision, form } of changes) {
      const found =
        form === undefined
          ? null
          : yield* recall(work, { place, removal: nameRepair(remove, form.key), opened, record: null, precision }, evaluator);
      if (found !== null) {
        known.set(place, found);
        continue;
      }
      const solved = fitted.get(place);
      const changed = form === undefined ? solved?.opened : await form.open();
      if (changed === undefined) {
        shared.push({ place, removal: remove, opened, record: null, precision });
        continue;
      }
      const record = solved?.record ?? null;
      // Parts without a sublayer are those of the whole model: a repair of one runs in a model of its own. In other types, every part is another one.
      const load = precision === null && removesBlocksOnly(remove) && !removesNothing(remove) ? evaluator.resident.loadRepair : undefined;
      const repairKey = record === null ? (form?.key ?? '') : keyOfRepair(record); // One of both is there.
      const loaded = await load?.(changed, remove, repairKey);
      if (loaded) releases.push(loaded.release);
      const removal = loaded?.removal ?? nameRepair(remove, repairKey);
      (loaded ? shared : separate).push({ place, removal, opened: changed, record, precision });
    }
    const results = [...(yield* evaluateGroup(work, { evaluator, whole: null, variants: shared }))];
    for (const variant of separate) results.push(...(yield* evaluateAlone(work, variant, { options, evaluator })));
    return new Map([...known, ...[...shared, ...separate].map(({ place }, index) => [place, getAt(results, index)] as const)]);
  } finally {
    for (const release of releases) await release();
  }
}

/** Thrown where a form has to be opened. */
const NOT_KNOWN = new Error('not measured by an earlier run');

/** The losses of a form on texts where an earlier run measured all of them: to open a form may take minutes. Null where it has to be opened. */
async function* recall(
  { tally, ...work }: EvaluationWork,
  variant: Variant,
  evaluator: Evaluator,
): AsyncGenerator<EvaluateProgress, ChangeEvaluation | null> {
  if (work.encoded.count > 0 || work.divergence) return null;
  const runAll = (): never => {
    throw NOT_KNOWN;
  };
  // Two models: with one, a form without a removal would be the whole model.
  const whole: ResidentModel = { ...evaluator.resident, runAll };
  const resident: ResidentModel = { ...evaluator.resident, runAll };
  const count = { ...tally };
  try {
    const recalled = evaluateGroup({ ...work, tally: count }, { evaluator: { ...evaluator, resident }, whole, variants: [variant] });
    const [completed] = await finish(recalled);
    if (completed === undefined) return null;
    tally.done = count.done;
    yield { phase: 'evaluate', ...tally, change: variant.place, completed };
    return completed;
  } catch (error) {
    if (error === NOT_KNOWN) return null;
    throw error;
  }
}

/** The repaired models by the place of their change. */
async function* solve(
  opened: OpenedModel,
  changes: readonly PlacedChange[],
  options: EvaluatorOptions,
): AsyncGenerator<EvaluateProgress, ReadonlyMap<number, FittedRepair>> {
  const asked = changes.flatMap(({ place, remove, repair, cut }) =>
    repair === null || cut === null ? [] : [{ place, remove, repair, cut }],
  );
  const fitted = yield* repairEach(opened, asked, options, (one) => one);
  return new Map(asked.map(({ place }, index) => [place, getAt(fitted, index)]));
}

/** A repaired model in a session of its own, compared with the whole one. */
async function* evaluateAlone(
  work: EvaluationWork,
  variant: Variant,
  { options, evaluator }: Pick<ChangeGroup, 'options' | 'evaluator'>,
): AsyncGenerator<EvaluateProgress, readonly ChangeEvaluation[]> {
  const repaired = await openEvaluator(variant.opened, { ...work, removals: [variant.removal] }, options);
  try {
    return yield* evaluateGroup(work, { evaluator: repaired, whole: evaluator.resident, variants: [variant] });
  } finally {
    await repaired.release();
  }
}

/** The settings on which a repair depends beside the removal. */
function keyOfRepair({ kind, alpha, rank, tokenRule, calibrationSha256 }: RepairRecord): string {
  return keyOf([kind, alpha, rank, tokenRule, calibrationSha256]);
}
