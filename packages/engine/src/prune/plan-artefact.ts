import { listSilencedWeights, type SilencedWeight } from '@lamina/checkpoints';
import { assertNever } from '@lamina/errors';
import type { Model } from '@lamina/onnx';
import { listUnits, type Removal } from '@lamina/plans';
import type { ModelFormat } from '../model/model-source.ts';
import type { OpenedModel } from '../model/open-model.ts';
import { planWeights } from '../write/plan-weights.ts';
import type { PlannedFile } from '../write/planned-file.ts';
import type { KeptBlocks } from './config/config-edit.ts';
import { type Descriptions, planDescriptions } from './plan-descriptions.ts';
import { describeGgufFolder, planGguf } from './plan-gguf.ts';
import { planSafetensors } from './plan-safetensors.ts';

/** What is written of a pruned model: its weights and graph first, then what describes it. */
export interface Artefact {
  readonly weights: readonly PlannedFile[];
  readonly described: Descriptions;
}

export interface ArtefactOptions extends KeptBlocks {
  readonly removal: Removal;
  readonly format: ModelFormat;
  /** The graph without what was removed. */
  readonly pruned: Model;
  readonly copyWeights: boolean;
}

/** Plans the files of a pruned model in a format. */
export function planArtefact(opened: OpenedModel, { format, pruned, copyWeights, ...blocks }: ArtefactOptions): Artefact {
  switch (format) {
    case 'onnx': {
      const weights = planWeights(opened, pruned, copyWeights);
      const onnx = { graph: pruned, dataFiles: weights.length - 1 };
      return { weights, described: planDescriptions(opened, { ...blocks, onnx }) };
    }
    case 'safetensors': {
      const weights = planSafetensors(opened, { kept: blocks.kept, silenced: listSilenced(opened, blocks.removal) });
      return { weights, described: planDescriptions(opened, { ...blocks, onnx: null }) };
    }
    case 'gguf':
      return {
        weights: planGguf(opened, { kept: blocks.kept, silenced: listSilenced(opened, blocks.removal) }),
        described: describeGgufFolder(opened),
      };
    default:
      return assertNever(format);
  }
}

/** The weights of a checkpoint that are overwritten so that removed halves add nothing: its layout has a place for every half. */
function listSilenced({ checkpoint }: OpenedModel, removal: Removal): readonly SilencedWeight[] {
  return listUnits(removal).flatMap(({ kind, block }) => {
    const described = kind === 'block' ? undefined : checkpoint?.decoder.blocks[block];
    return kind === 'block' || !described ? [] : listSilencedWeights(described, kind);
  });
}
