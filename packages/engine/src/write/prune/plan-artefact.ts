import { checkCutDecoder, describeDecoder, NOTHING_ABSENT } from '@lamina/checkpoints';
import { assertNever } from '@lamina/errors';
import type { Model } from '@lamina/onnx';
import { blocksOf, type Removal } from '@lamina/plans';
import type { ModelFormat } from '../../model/locate/model-source.ts';
import type { OpenedModel } from '../../model/open/open-model.ts';
import { planWeights } from '../plan-weights.ts';
import type { PlannedFile } from '../planned-file.ts';
import type { KeptBlocks } from './config/config-edit.ts';
import { type Descriptions, planDescriptions } from './plan-descriptions.ts';
import { describeGgufFolder, leavesOutSublayers, planGguf } from './plan-gguf.ts';
import type { RewrittenTensors } from './plan-rewritten.ts';
import { planSafetensors } from './plan-safetensors.ts';
import { planSilencing } from './plan-silencing.ts';

/** What is written of a pruned model: first its weights and graph, then the files that describe it. */
export interface Artefact {
  readonly weights: readonly PlannedFile[];
  readonly described: Descriptions;
}

export interface ArtefactOptions extends KeptBlocks {
  readonly removal: Removal;
  readonly format: ModelFormat;
  /** The graph without the removed units. */
  readonly pruned: Model;
  readonly copyWeights: boolean;
  /** Tensors of a safetensors checkpoint that hold a repair. */
  readonly rewritten: RewrittenTensors;
}

/** Plans the files of a pruned model in a format. */
export function planArtefact(opened: OpenedModel, { format, pruned, copyWeights, rewritten, ...blocks }: ArtefactOptions): Artefact {
  switch (format) {
    case 'onnx': {
      const weights = planWeights(opened, pruned, copyWeights);
      return { weights, described: planDescriptions(opened, { ...blocks, onnx: { graph: pruned, dataFiles: weights.length - 1 } }) };
    }
    case 'safetensors': {
      const { silenced, notes } = planSilencing(opened, blocks.removal);
      const described = planDescriptions(opened, { ...blocks, onnx: null });
      checkConfig(opened, described, blocks.kept);
      return { weights: planSafetensors(opened, { kept: blocks.kept, silenced, rewritten }), described: addNotes(described, notes) };
    }
    case 'gguf': {
      const { kept, removal } = blocks;
      if (leavesOutSublayers(opened))
        return {
          weights: planGguf(opened, {
            kept,
            silenced: [],
            absent: { attention: blocksOf(removal, 'attention'), mlp: blocksOf(removal, 'mlp') },
          }),
          described: describeGgufFolder(opened),
        };
      const { silenced, notes } = planSilencing(opened, removal);
      return {
        weights: planGguf(opened, { kept, silenced, absent: NOTHING_ABSENT }),
        described: addNotes(describeGgufFolder(opened), notes),
      };
    }
    default:
      return assertNever(format);
  }
}

/** Refuses a config.json that a loader would compute differently from the kept blocks. @throws AppError MODEL_UNSUPPORTED */
function checkConfig({ checkpoint }: OpenedModel, { config }: Descriptions, kept: readonly number[]): void {
  if (checkpoint === null || config === null) throw new Error('a safetensors folder without config.json');
  const [source, cut] = [describeDecoder(checkpoint), describeDecoder({ ...checkpoint, config })];
  checkCutDecoder({ source, cut, kept, place: 'config.json' });
}

function addNotes(described: Descriptions, notes: readonly string[]): Descriptions {
  return { ...described, notes: [...described.notes, ...notes] };
}
