import { AppError, getAt } from '@lamina/errors';
import { holdsRepair, NO_REPAIR, REPAIR_KINDS, type RepairKind } from '@lamina/metrics';
import { EXPLICIT, listRemovedUnits, type PrunePlan, type Removal, removesBlocksOnly } from '@lamina/plans';
import { type BlockStructure, findBlocks, removeUnits } from '@lamina/surgery';
import { describeParent } from '../../certify/describe-parent.ts';
import type { DigestOptions } from '../../model/files/digest-file.ts';
import type { ModelFormat } from '../../model/locate/model-source.ts';
import { openExportForm } from '../../model/open/open-export-form.ts';
import { type ModelLookup, type OpenedModel, openModel } from '../../model/open/open-model.ts';
import { finish } from '../../progress/finish.ts';
import { cutCalibration } from '../../repair/cut-calibration.ts';
import type { FittedRepair } from '../../repair/fit-repairs.ts';
import { repairModel } from '../../repair/repair-model.ts';
import type { CalibrationCut, RepairRecord, RepairRequest } from '../../repair/repair-record.ts';
import type { ScoreInput } from '../../text/windows.ts';
import { checkElsewhere } from '../check-elsewhere.ts';
import type { PreparedWrite } from '../prepared-write.ts';
import { chooseFormat, type OutputFormat } from './choose-format.ts';
import { planArtefact } from './plan-artefact.ts';
import { planRewritten, type RewrittenTensors, requireFoldable, requireScalable } from './plan-rewritten.ts';

export interface PruneOptions extends ModelLookup {
  readonly model: string;
  /** The units to remove, in the numbering of the parent, or what chooses them among its blocks and halves. */
  readonly removal: Removal | ((structure: BlockStructure) => Removal);
  /** The folder to write: new, empty, or an earlier pruned model, which is replaced. */
  readonly out: string;
  /** The format, default `source`. */
  readonly format?: OutputFormat | undefined;
  /** For ONNX: if true, the kept weights are written. By default the weights file of the parent is linked, or copied where links are impossible. */
  readonly copyWeights?: boolean;
  readonly strategy?: string | undefined;
  /** The repair of the removed runs. It is solved here, on its calibration text. */
  readonly repair?: (RepairRequest & CalibrationCut) | undefined;
  /** Text on which the repair is judged; the solver does not see it. Default: none, and the held-out errors are null. */
  readonly heldOut?: ScoreInput | undefined;
  /** The folder in which digests of weight files are kept, so that linking a file does not require reading it. */
  readonly digests?: DigestOptions;
}

/** Everything of a pruned model but its certificate. Nothing is written yet. */
export interface PreparedPruning {
  readonly write: PreparedWrite;
  /** The form of the parent from which units are removed, with a repair in place. */
  readonly opened: OpenedModel;
  readonly kept: readonly number[];
  readonly plan: Omit<PrunePlan, 'certificate'>;
  /** Null where no repair was asked for. */
  readonly repair: RepairRecord | null;
  /** Whether numbers of 16 bits are computed anew, and so rounded once more than those of the graph. */
  readonly roundsAgain: boolean;
}

/** @throws AppError as openModel and removeUnits do; MODEL_UNSUPPORTED for what the format cannot hold */
export async function preparePruning(options: PruneOptions): Promise<PreparedPruning> {
  const parent = openModel(options.model, options);
  checkElsewhere(parent, options.out);
  const blocksBefore = parent.structure.blocks.length;
  const wanted = typeof options.removal === 'function' ? options.removal(parent.structure) : options.removal;
  const format = chooseFormat(parent.source, options.format ?? 'source');
  const form = format === 'onnx' ? openExportForm(parent) : { opened: parent, notes: [] };
  const { opened, repair, rewritten } = await repairForm(parent, form.opened, { ...options, format, removal: wanted });
  const { model, report } = removeUnits(opened.structure, wanted);
  const { removal, kept } = report;
  // A block without attention is not found as a block of its own again.
  if (removesBlocksOnly(removal) && (repair || opened.structure.sharedValues.length > 0)) checkReadable(model, kept.length);
  const units = { kept, removal, blocksBefore };
  const artefact = { format, pruned: model, copyWeights: options.copyWeights ?? false, rewritten, ...units };
  const { weights, described } = planArtefact(opened, artefact);
  const notes = [...described.notes, ...form.notes, ...describeRepair(repair)];
  return {
    write: { parent, format, weights, others: described.files, removal, graph: model.graph, notes },
    opened,
    kept,
    repair,
    roundsAgain: holdsHalves(rewritten),
    plan: {
      format: 'lamina-prune-plan@1',
      parent: describeParent(parent),
      strategy: options.strategy ?? EXPLICIT,
      blocksBefore,
      ...listRemovedUnits(removal),
      kept,
      config: described.configPatch,
      repair: repair === null ? null : { ...repair },
      notes,
    },
  };
}

/** The form of the parent with a repair in place, and the tensors of a checkpoint that hold it. */
async function repairForm(
  parent: OpenedModel,
  form: OpenedModel,
  { repair: request, heldOut, format, removal }: Pick<PruneOptions, 'repair' | 'heldOut'> & Pick<PreparedWrite, 'format' | 'removal'>,
): Promise<{ readonly opened: OpenedModel; readonly repair: RepairRecord | null; readonly rewritten: RewrittenTensors }> {
  if (!request) return { opened: form, repair: null, rewritten: new Map() };
  checkHolds(format, request.kind);
  if (format === 'safetensors') requireScalable(parent, removal, request.kind);
  if (format !== 'onnx') requireFoldable(parent, removal, request.kind);
  const fitted = await solveRepair(form, removal, { request, heldOut });
  const rewritten = format === 'onnx' ? new Map() : planRewritten(parent, fitted, removal);
  return { opened: fitted.opened, repair: fitted.record, rewritten };
}

/** The model with its repair in place. The caller waits for the whole, so progress is not reported. */
async function solveRepair(
  opened: OpenedModel,
  removal: Removal,
  { request, heldOut }: { readonly request: RepairRequest & CalibrationCut; readonly heldOut: ScoreInput | undefined },
): Promise<FittedRepair> {
  const { windows: _windows, ...whole } = request;
  const unseen = heldOut === undefined ? [] : cutCalibration(opened, { ...whole, calibration: heldOut }).calibration;
  return getAt(await finish(repairModel(opened, [request], { removal, ...cutCalibration(opened, request), heldOut: unseen })), 0);
}

function describeRepair(repair: RepairRecord | null): readonly string[] {
  return repair === null || repair.kind === 'none'
    ? []
    : [`a ${repair.kind} repair is part of this model; plans for other tools remove the blocks but do not contain the repair`];
}

/** True where numbers of 16 bits were computed anew, and so rounded once more than those of the graph. */
function holdsHalves(rewritten: RewrittenTensors): boolean {
  return [...rewritten.keys()].some(({ type }) => type !== 'F32');
}

/** Refuses a removal after which the blocks cannot be distinguished, as can happen where blocks read one another beside the stream. Nothing is then written. */
function checkReadable(model: OpenedModel['model'], kept: number): void {
  const found = findBlocks(model).blocks.length;
  if (found === kept) return;
  throw new AppError(
    'MODEL_UNSUPPORTED',
    `Lamina would find ${found} blocks instead of ${kept} in the pruned graph, because its blocks read each other outside the residual stream; remove other blocks`,
  );
}

/** Refuses repairs that the format cannot hold. @throws AppError MODEL_UNSUPPORTED naming those that it can */
function checkHolds(format: ModelFormat, kind: RepairKind): void {
  if (holdsRepair(format, kind)) return;
  const repairs = REPAIR_KINDS.filter((held) => held !== NO_REPAIR);
  const own = repairs.filter((held) => holdsRepair(format, held));
  throw new AppError(
    'MODEL_UNSUPPORTED',
    `${format} cannot store a ${kind} repair: it holds ${own.length === 0 ? 'no repair' : `only ${own.join(', ')}`}; write the model with --format onnx, which holds ${repairs.join(', ')}`,
    { details: { format, kind, holds: own } },
  );
}
