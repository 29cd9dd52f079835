import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { getAt } from '@lamina/errors';
import { type Certificate, listRemovedUnits, type PrunePlan, type RemovedUnits } from '@lamina/plans';
import { certifyPruning } from '../../certify/certify-pruning.ts';
import { PLAN_FILE } from '../../certify/prune-plan.ts';
import { countParameters } from '../../model/facts/count-parameters.ts';
import { renewDigest } from '../../model/files/digest-file.ts';
import type { ModelFormat } from '../../model/locate/model-source.ts';
import type { RepairRecord } from '../../repair/repair-record.ts';
import { digestWritten } from '../digest-written.ts';
import { replaceFolder } from '../output-folder.ts';
import { type WrittenFile, writeFiles } from '../write-files.ts';
import { jsonFile } from './plan-descriptions.ts';
import { type PreparedPruning, type PruneOptions, preparePruning } from './prepare-pruning.ts';

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
  const prepared = await preparePruning(options);
  const { write, kept, repair } = prepared;
  const { files, plan } = await writePrepared(prepared, options);
  for (const file of write.weights) if (file.kind === 'link') await renewDigest(file.from, options.digests ?? {});
  return {
    ...listRemovedUnits(write.removal),
    kept,
    blocksBefore: plan.blocksBefore,
    blocksAfter: kept.length,
    parametersBefore: countParameters(write.parent.structure.model.graph),
    parametersAfter: countParameters(write.graph),
    files,
    notes: plan.notes,
    certificate: plan.certificate,
    plan,
    format: write.format,
    repair,
    graphSha256: getAt(files, 0).sha256,
  };
}

/** Writes what is prepared, certifies it, and lets the folder appear. */
function writePrepared(
  { write, opened, plan: unproved, roundsAgain }: PreparedPruning,
  options: PruneOptions,
): Promise<{ readonly files: readonly WrittenFile[]; readonly plan: PrunePlan }> {
  const { format, weights, others, removal } = write;
  return replaceFolder(resolve(options.out), holdsPlan, async (folder) => {
    if (format === 'onnx') mkdirSync(join(folder, 'onnx'));
    const written = await writeFiles(folder, [...weights, ...others], options.digests ?? {});
    const [proof, digested] = await Promise.all([
      certifyPruning(opened, { removal, notes: unproved.notes }, { ...options, folder, roundsAgain }),
      digestWritten(folder, written),
    ]);
    const plan: PrunePlan = { ...unproved, ...proof };
    const planFiles = await digestWritten(folder, await writeFiles(folder, [jsonFile(PLAN_FILE, plan)], {}));
    return { plan, files: [...digested, ...planFiles] };
  });
}

function holdsPlan(folder: string): boolean {
  return existsSync(join(folder, PLAN_FILE));
}
