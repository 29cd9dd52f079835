import type { Saved } from '@lamina/benchmarks';
import { countParameters, type ModelLookup, measureCacheGrowth, type OpenedModel, openModel } from '@lamina/models';
import { type KeptTokens, type Removal, removesNothing } from '@lamina/plans';
import { removeUnits } from '@lamina/surgery';
import { measureCacheAfter } from '../write/plan-write.ts';
import { sizeOfParent, sizeOfWeights } from '../write/planned-write.ts';
import { planArtefact } from '../write/prune/plan-artefact.ts';
import type { TypeRequest } from '../write/prune/plan-gguf.ts';
import { countDroppedRows } from '../write/prune/plan-vocabulary.ts';

/** Sizes of a model's files, and the savings of removals. */
export interface SavingPlanner {
  /** Bytes of the model file: weights, and the graph of an ONNX model. */
  readonly bytesBefore: number;
  /**
   * The savings of a removal, from the plan of the very write that the command does.
   * @param written the tokens that stay, by default all, and the types of a GGUF file, by default those of the parent
   * @throws AppError as removeUnits and pruneModel do before they write
   */
  plan(removal: Removal, written?: { readonly tokens?: KeptTokens; readonly types?: TypeRequest }): Saved;
}

export interface PlanRemovalsOptions extends ModelLookup {
  readonly model: string;
  readonly removals: readonly Removal[];
}

/** The savings of each removal. The model is read once; nothing is run or written. @throws AppError as openModel and pruneModel do before they write. */
export async function planRemovals({ model, removals, ...lookup }: PlanRemovalsOptions): Promise<readonly Saved[]> {
  const planner = createSavingPlanner(openModel(model, lookup));
  return removals.map((removal) => planner.plan(removal));
}

/** Plans writes in the parent's own format, without writing. */
export function createSavingPlanner(opened: OpenedModel): SavingPlanner {
  const whole = opened.structure.model.graph;
  const bytesBefore = sizeOfParent(opened);
  const parametersBefore = countParameters(whole);
  const cacheBytesPerTokenBefore = measureCacheGrowth(whole);
  return {
    bytesBefore,
    plan(removal, { tokens = null, types = null } = {}) {
      const format = types === null ? opened.source.format : 'gguf';
      const { model, report } = removeUnits(opened.structure, removal);
      const { weights } = planArtefact(opened, {
        format,
        pruned: model,
        copyWeights: true,
        kept: report.kept,
        removal: report.removal,
        blocksBefore: opened.structure.blocks.length,
        rewritten: new Map(),
        types,
        tokens,
      });
      const bytesAfter = removesNothing(removal) && tokens === null && types === null ? bytesBefore : sizeOfWeights(weights);
      return {
        bytesBefore,
        bytesAfter,
        parametersBefore,
        cacheBytesPerTokenBefore,
        parametersAfter: countParameters(model.graph) - countDroppedRows(opened, report.kept.length, tokens),
        cacheBytesPerTokenAfter: measureCacheAfter(opened, { format, removal: report.removal, graph: model.graph }),
        speed: null,
      };
    },
  };
}
