import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { AppError, getAt } from '@lamina/errors';
import {
  type Certificate,
  EXPLICIT,
  listRemovedUnits,
  type PrunePlan,
  type Removal,
  type RemovedUnits,
  removesBlocksOnly,
} from '@lamina/plans';
import { type BlockStructure, findBlocks, removeUnits } from '@lamina/surgery';
import { certifyPruning } from '../../certify/certify-pruning.ts';
import { describeParent } from '../../certify/describe-parent.ts';
import { PLAN_FILE } from '../../certify/prune-plan.ts';
import { countParameters } from '../../model/facts/count-parameters.ts';
import { type DigestOptions, renewDigest } from '../../model/files/digest-file.ts';
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
import { digestWritten } from '../digest-written.ts';
import { replaceFolder } from '../output-folder.ts';
import { type WrittenFile, writeFiles } from '../write-files.ts';
import { chooseFormat, type OutputFormat } from './choose-format.ts';
import { planArtefact } from './plan-artefact.ts';
import { jsonFile } from './plan-descriptions.ts';
import { planRewritten, type RewrittenTensors, requireScalable } from './plan-rewritten.ts';
import { checkHolds } from './repair-formats.ts';

export interface PruneOptions extends ModelLookup {
  readonly model: string;
  /** The units to remove, in the numbering of the parent, or what chooses them among its blocks and halves. */
  readonly removal: Removal | ((structure: BlockStructure) => Removal);
  /** The folder to write: new, empty, or an earlier pruned model, which is replaced. */
  readonly out: string;
  /** The format, default `source`. */
  readonly format?: OutputFormat;
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

export interface PruneResult extends RemovedUnits {
  /** The blocks of which at least one half is left. */
  readonly kept: readonly number[];
  readonly blocksBefore: number;
  readonly blocksAfter: number;
  readonly parametersBefore: number;
  readonly parametersAfter: number;
  readonly files: readonly WrittenFile[];
  /** What config.json cannot say, or now says in another way. */
  readonly notes: readonly string[];
  /** Null where the parent itself does not run on the input of the certificate. */
  readonly certificate: Certificate | null;
  readonly plan: PrunePlan;
  readonly format: ModelFormat;
  /** Null where no repair was asked for. Its held-out errors are null without held-out text. */
  readonly repair: RepairRecord | null;
  /** The digest of onnx/model.onnx as written; of a checkpoint, the digest of its first weight file. */
  readonly graphSha256: string;
}

/**
 * Writes a model without some of its blocks and halves, in the format of its parent or as ONNX: weights, config.json, the tokenizer, and
 * prune-plan.json. The folder appears whole or not at all. Weights of ONNX models are linked, unless they are to be copied; those of checkpoints are
 * copied.
 *
 *     parent/onnx/model.onnx, model.onnx_data     becomes     out/onnx/model.onnx (a new graph), model.onnx_data (a link to the parent's file)
 *
 * Before the folder appears, the written model is opened like any other model, and its logits are compared with those of its parent (certify). Copied
 * weights are digested at the same time.
 *
 * @throws AppError as openModel and removeUnits do; CERTIFICATE_FAILED where the written model computes something else; CONFLICT where `out` is taken;
 * DISK_FULL; FORBIDDEN.
 */
export async function pruneModel(options: PruneOptions): Promise<PruneResult> {
  const parent = openModel(options.model, options);
  checkElsewhere(parent, options.out);
  const blocksBefore = parent.structure.blocks.length;
  const wanted = typeof options.removal === 'function' ? options.removal(parent.structure) : options.removal;
  const format = chooseFormat(parent.source, options.format ?? 'source');
  if (options.repair) checkHolds(format, options.repair.kind);
  if (options.repair && format === 'safetensors') requireScalable(parent, wanted, options.repair.kind);
  const form = format === 'onnx' ? openExportForm(parent) : { opened: parent, notes: [] };
  const fitted = options.repair ? await solveRepair(form.opened, wanted, { request: options.repair, heldOut: options.heldOut }) : null;
  const { opened, record: repair } = fitted ?? { opened: form.opened, record: null };
  const rewritten: RewrittenTensors = fitted && format === 'safetensors' ? planRewritten(parent, fitted, wanted) : new Map();
  const { model, report } = removeUnits(opened.structure, wanted);
  const { removal } = report;
  // A block without attention is not found as a block of its own again.
  if (repair || (opened.structure.sharedValues.length > 0 && removesBlocksOnly(removal))) checkReadable(model, report.kept.length);
  const { weights, described } = planArtefact(opened, {
    format,
    pruned: model,
    copyWeights: options.copyWeights ?? false,
    kept: report.kept,
    removal,
    blocksBefore,
    rewritten,
  });
  const unproved: Omit<PrunePlan, 'certificate'> = {
    format: 'lamina-prune-plan@1',
    parent: describeParent(parent),
    strategy: options.strategy ?? EXPLICIT,
    blocksBefore,
    ...listRemovedUnits(removal),
    kept: report.kept,
    config: described.configPatch,
    repair: repair === null ? null : { ...repair },
    notes: [...described.notes, ...form.notes, ...describeRepair(repair)],
  };
  const { files, plan } = await replaceFolder(resolve(options.out), holdsPlan, async (folder) => {
    if (format === 'onnx') mkdirSync(join(folder, 'onnx'));
    const written = await writeFiles(folder, [...weights, ...described.files], options.digests ?? {});
    const [proof, digested] = await Promise.all([
      certifyPruning(opened, { removal, notes: unproved.notes }, { ...options, folder, roundsAgain: holdsHalves(rewritten) }),
      digestWritten(folder, written),
    ]);
    const plan: PrunePlan = { ...unproved, ...proof };
    const planFiles = await digestWritten(folder, await writeFiles(folder, [jsonFile(PLAN_FILE, plan)], {}));
    return { plan, files: [...digested, ...planFiles] };
  });
  for (const file of weights) if (file.kind === 'link') await renewDigest(file.from, options.digests ?? {});
  return {
    ...listRemovedUnits(removal),
    kept: report.kept,
    blocksBefore,
    blocksAfter: report.kept.length,
    parametersBefore: countParameters(parent.structure.model.graph),
    parametersAfter: countParameters(model.graph),
    files,
    notes: plan.notes,
    certificate: plan.certificate,
    plan,
    format,
    repair,
    graphSha256: getAt(files, 0).sha256,
  };
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

function holdsPlan(folder: string): boolean {
  return existsSync(join(folder, PLAN_FILE));
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
