import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { AppError } from '@lamina/errors';
import type { Model } from '@lamina/onnx';
import { type Certificate, listRemovedUnits, type PrunePlan, type Removal, type RemovedUnits, removesBlocksOnly } from '@lamina/plans';
import { countWeights, findBlocks, removeUnits } from '@lamina/surgery';
import { certifyPruning } from '../certify/certify-pruning.ts';
import { type DigestOptions, renewDigest } from '../model/digest-file.ts';
import type { ModelFormat } from '../model/model-source.ts';
import { type ModelLookup, type OpenedModel, openModel } from '../model/open-model.ts';
import { checkElsewhere } from '../write/check-elsewhere.ts';
import { replaceFolder } from '../write/output-folder.ts';
import { type WrittenFile, writeFiles } from '../write/write-files.ts';
import { chooseFormat, type OutputFormat } from './choose-format.ts';
import { describeParent } from './describe-parent.ts';
import { planArtefact } from './plan-artefact.ts';
import { jsonFile } from './plan-descriptions.ts';
import { PLAN_FILE } from './prune-plan.ts';

export interface PruneOptions extends ModelLookup {
  readonly model: string;
  /** What to leave out, in the parent's numbering. */
  readonly removal: Removal;
  /** Folder to make: new, empty, or an earlier pruned model, which is replaced. */
  readonly out: string;
  /** Default `source`. */
  readonly format?: OutputFormat;
  /** ONNX: write the kept weights themselves; otherwise the parent's weights file is linked, and copied only where links are impossible. */
  readonly copyWeights?: boolean;
  readonly strategy?: string;
  /** Where digests of weight files are kept, so that linking one does not mean reading it. */
  readonly digests?: DigestOptions;
}

export interface PruneResult extends RemovedUnits {
  /** Blocks of which something is left. */
  readonly kept: readonly number[];
  readonly blocksBefore: number;
  readonly blocksAfter: number;
  readonly parametersBefore: number;
  readonly parametersAfter: number;
  readonly files: readonly WrittenFile[];
  /** What config.json could not say, or says in another way now. */
  readonly notes: readonly string[];
  /** Null where the parent itself does not run on the certificate's input. */
  readonly certificate: Certificate | null;
  readonly plan: PrunePlan;
  readonly format: ModelFormat;
  /** Digest of onnx/model.onnx as written; of a checkpoint, of its first file of weights. */
  readonly graphSha256: string;
}

/**
 * Writes a model without some of its blocks and halves, in the format of its parent or as ONNX: weights, config.json and the tokenizer, and prune-plan.json.
 * The folder appears whole or not at all. Weights of ONNX are linked, unless they are to be copied; those of checkpoints are copied.
 *
 * Before it appears, the written model is opened like any other and its logits are compared with those of its parent (see certify).
 *
 * @throws AppError as openModel and removeUnits do; CERTIFICATE_FAILED where the written model computes something else; CONFLICT where `out` is taken; DISK_FULL; FORBIDDEN.
 */
export async function pruneModel(options: PruneOptions): Promise<PruneResult> {
  const opened = openModel(options.model, options);
  checkElsewhere(opened, options.out);
  const format = chooseFormat(opened.source, options.format ?? 'source');
  const { model, report } = removeUnits(opened.structure, options.removal);
  const { removal } = report;
  // Blocks without attention are not found again as blocks of their own.
  if (opened.structure.sharedValues.length > 0 && removesBlocksOnly(removal)) checkReadable(model, report.kept.length);
  const blocksBefore = opened.structure.blocks.length;
  const { weights, described } = planArtefact(opened, {
    format,
    pruned: model,
    copyWeights: options.copyWeights ?? false,
    kept: report.kept,
    removal,
    blocksBefore,
  });
  const unproved: Omit<PrunePlan, 'certificate'> = {
    format: 'lamina-prune-plan@1',
    parent: describeParent(opened),
    strategy: options.strategy ?? 'explicit',
    blocksBefore,
    ...listRemovedUnits(removal),
    kept: report.kept,
    config: described.configPatch,
    notes: described.notes,
  };
  const { files, plan } = await replaceFolder(resolve(options.out), holdsPlan, async (folder) => {
    if (format === 'onnx') mkdirSync(join(folder, 'onnx'));
    const written = await writeFiles(folder, [...weights, ...described.files], options.digests ?? {});
    const plan: PrunePlan = { ...unproved, ...(await certifyPruning(opened, { removal, notes: unproved.notes }, { ...options, folder })) };
    return { plan, files: [...written, ...(await writeFiles(folder, [jsonFile(PLAN_FILE, plan)], {}))] };
  });
  for (const file of weights) if (file.kind === 'link') await renewDigest(file.from, options.digests ?? {});
  return {
    ...listRemovedUnits(removal),
    kept: report.kept,
    blocksBefore,
    blocksAfter: report.kept.length,
    parametersBefore: countParameters(opened.structure.model),
    parametersAfter: countParameters(model),
    files,
    notes: plan.notes,
    certificate: plan.certificate,
    plan,
    format,
    graphSha256: files[0]?.sha256 ?? '',
  };
}

function holdsPlan(folder: string): boolean {
  return existsSync(join(folder, PLAN_FILE));
}

function countParameters(model: Model): number {
  return [...countWeights(model.graph).values()].reduce((sum, count) => sum + count, 0);
}

/** Where blocks read one another beside the stream, what is left may no longer tell its blocks apart: then nothing is written. */
function checkReadable(model: OpenedModel['model'], kept: number): void {
  const found = findBlocks(model).blocks.length;
  if (found === kept) return;
  throw new AppError(
    'MODEL_UNSUPPORTED',
    `the pruned graph would read as ${found} blocks instead of ${kept}, since its blocks read one another beside the stream; remove other blocks`,
  );
}
