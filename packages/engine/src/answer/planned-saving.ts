import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Saved } from '@lamina/benchmarks';
import { type Removal, removesNothing } from '@lamina/plans';
import { removeUnits } from '@lamina/surgery';
import { measureCacheGrowth } from '../inspect/describe-removals.ts';
import { countParameters } from '../model/facts/count-parameters.ts';
import { encodeGraph } from '../model/files/graph-bytes.ts';
import type { OpenedModel } from '../model/open/open-model.ts';
import type { PlannedFile } from '../write/planned-file.ts';
import { planArtefact } from '../write/prune/plan-artefact.ts';

/** What the files of a model weigh, and what a removal of units saves of them. */
export interface SavingPlanner {
  /** Bytes of the model file: weights, and the graph of an ONNX model. */
  readonly bytesBefore: number;
  /** What a removal saves, from the plan of the very write that the command does. */
  plan(removal: Removal): Saved;
}

/** Plans writes in the parent's own format, without writing. */
export function createSavingPlanner(opened: OpenedModel): SavingPlanner {
  const whole = opened.structure.model.graph;
  const bytesBefore = sizeOfParent(opened);
  const parametersBefore = countParameters(whole);
  const cacheBytesPerTokenBefore = measureCacheGrowth(whole);
  return {
    bytesBefore,
    plan(removal) {
      const { model, report } = removeUnits(opened.structure, removal);
      const { weights } = planArtefact(opened, {
        format: opened.source.format,
        pruned: model,
        copyWeights: true,
        kept: report.kept,
        removal: report.removal,
        blocksBefore: opened.structure.blocks.length,
        rewritten: new Map(),
      });
      const bytesAfter = removesNothing(removal) ? bytesBefore : weights.reduce((sum, file) => sum + sizeOf(file), 0);
      return {
        ...{ bytesBefore, bytesAfter, parametersBefore, cacheBytesPerTokenBefore },
        parametersAfter: countParameters(model.graph),
        cacheBytesPerTokenAfter: keepsCaches(opened, removal)
          ? measureCacheGrowth(removeUnits(opened.structure, withoutAttention(removal)).model.graph)
          : measureCacheGrowth(model.graph),
        speed: null,
      };
    },
  };
}

/** Files of checkpoints keep a silenced attention, which still fills its cache. */
function keepsCaches({ source }: OpenedModel, { attention }: Removal): boolean {
  return source.format !== 'onnx' && attention.length > 0;
}

function withoutAttention({ blocks, mlp }: Removal): Removal {
  return { blocks, attention: [], mlp };
}

/** Bytes of the files that hold the model: its weights, and the graph of an ONNX model. */
function sizeOfParent({ source, mapped, checkpoint }: OpenedModel): number {
  // Weights of a checkpoint that are decoded lie in other files than its own.
  const files =
    checkpoint === null
      ? new Set([source.path, ...mapped.weightFiles])
      : new Set([...checkpoint.stored.values()].map(({ file }) => resolve(source.folder, file)));
  return [...files].reduce((sum, file) => sum + statSync(file).size, 0);
}

function sizeOf(file: PlannedFile): number {
  switch (file.kind) {
    case 'ranges':
      return file.ranges.reduce((end, { at, sizeBytes }) => Math.max(end, at + sizeBytes), 0);
    case 'graph':
      return [...encodeGraph(file.model, file.source)].reduce((sum, { byteLength }) => sum + byteLength, 0);
    case 'text':
      return Buffer.byteLength(file.text);
    case 'link':
    case 'copy':
      return statSync(file.from).size;
  }
}
