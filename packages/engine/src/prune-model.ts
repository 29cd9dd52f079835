import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { AppError } from '@lamina/errors';
import { writeModel } from '@lamina/onnx';
import { countWeights, removeBlocks } from '@lamina/surgery';
import { joinChunks } from './join-chunks.ts';
import { type ModelLookup, type OpenedModel, openModel } from './open-model.ts';
import type { PrunePlan } from './prune-plan.ts';
import { planFiles, type WrittenFile, writeFiles } from './write-files.ts';

export interface PruneOptions extends ModelLookup {
  readonly model: string;
  /** 0-based indices in the parent's numbering. */
  readonly removed: readonly number[];
  /** Folder to make: new, empty, or an earlier pruned model, which is replaced. */
  readonly out: string;
  /** Write the kept weights themselves; otherwise the parent's weights file is linked, and copied only where links are impossible. */
  readonly copyWeights?: boolean;
  readonly strategy?: string;
}

export interface PruneResult {
  readonly removed: readonly number[];
  readonly kept: readonly number[];
  readonly blocksBefore: number;
  readonly blocksAfter: number;
  readonly parametersBefore: number;
  readonly parametersAfter: number;
  readonly files: readonly WrittenFile[];
  readonly plan: PrunePlan;
  readonly graphSha256: string;
}

/**
 * Writes a model without some of its blocks: onnx/model.onnx with its weights, config.json and the tokenizer, and prune-plan.json. The folder
 * appears whole or not at all.
 *
 * @throws AppError as openModel and removeBlocks do; CONFLICT where `out` is taken; DISK_FULL with the bytes that were needed.
 */
export async function pruneModel(options: PruneOptions): Promise<PruneResult> {
  const opened = openModel(options.model, options);
  const { model, report } = removeBlocks(opened.structure, options.removed);
  const before = opened.structure.blocks.length;
  const plan: PrunePlan = {
    format: 'lamina-prune-plan@1',
    parent: { name: opened.source.name, graphSha256: digestGraph(opened.mapped.model) },
    strategy: options.strategy ?? 'explicit',
    blocksBefore: before,
    removed: report.removed,
    kept: report.kept,
  };
  const files = writeFolder(options, () => planFiles(opened, model, plan, options.copyWeights ?? false));
  return {
    removed: report.removed,
    kept: report.kept,
    blocksBefore: before,
    blocksAfter: report.kept.length,
    parametersBefore: countParameters(opened.structure.model),
    parametersAfter: countParameters(model),
    files: await files,
    plan,
    graphSha256: digestGraph(model),
  };
}

const PLAN_FILE = 'prune-plan.json';
// No space, a user's quota, a process's file size limit.
const FULL_CODES = ['ENOSPC', 'EDQUOT', 'EFBIG'];

async function writeFolder(options: PruneOptions, plan: () => ReturnType<typeof planFiles>): Promise<readonly WrittenFile[]> {
  const out = resolve(options.out);
  if (existsSync(out) && !statSync(out).isDirectory()) throw new AppError('CONFLICT', `${out} is a file; name a new folder with --out`);
  if (existsSync(out) && readdirSync(out).length > 0 && !existsSync(join(out, PLAN_FILE))) {
    throw new AppError('CONFLICT', `${out} is not empty and holds no ${PLAN_FILE}; name a new folder with --out`);
  }
  const unfinished = join(dirname(out), `.${process.pid}-${Date.now()}.unfinished`);
  try {
    mkdirSync(join(unfinished, 'onnx'), { recursive: true });
    const files = await writeFiles(unfinished, plan());
    rmSync(out, { recursive: true, force: true });
    renameSync(unfinished, out);
    return files;
  } catch (cause) {
    rmSync(unfinished, { recursive: true, force: true });
    if (cause instanceof Error && 'code' in cause && FULL_CODES.includes(String(cause.code))) {
      throw new AppError(
        'DISK_FULL',
        `the disk of ${out} is full, or a quota is reached (${cause.code}); free some space, or choose another --out. Nothing was left behind`,
        { cause },
      );
    }
    if (cause instanceof Error && 'code' in cause && (cause.code === 'EACCES' || cause.code === 'EROFS' || cause.code === 'ENOTDIR')) {
      throw new AppError('FORBIDDEN', `cannot write ${out}: ${cause.message}; choose another --out`, { cause });
    }
    throw cause;
  }
}

function digestGraph(model: OpenedModel['model']): string {
  return createHash('sha256')
    .update(joinChunks(writeModel(model)))
    .digest('hex');
}

function countParameters(model: OpenedModel['model']): number {
  return [...countWeights(model.graph).values()].reduce((sum, count) => sum + count, 0);
}
