import { GraphQLDateTimeISO, GraphQLSafeInt } from 'graphql-scalars';
import { Float, Int } from 'type-graphql';
import { Node, nodeType } from '../../data/node.type.ts';
import { field, nullable, outputType } from '../../paging/field.ts';
import { CAVEAT, CHOSEN_ON, KEPT, Strategy, UnitKind } from '../vocabulary/removal.ts';
import { RepairKind } from '../vocabulary/repair.ts';
import { PruningRepair } from './pruning-repair.type.ts';

@outputType('A file of a pruned model.')
export class PruningFile {
  @field(String, 'Path inside the folder of the pruned model.') readonly path!: string;
  @field(GraphQLSafeInt, 'Its size.') readonly bytes!: number;
  @field(String, 'SHA-256 of its content.') readonly sha256!: string;
  @field(String, 'Path on the API server: /prunings/<id>/<path>. Ranges of it can be requested.') readonly download!: string;
}

@outputType('A pruned model that was written.')
export class PruningArtefact {
  @field(String, 'SHA-256 of the pruned graph.') readonly sha256!: string;
  @nullable(GraphQLSafeInt, 'Size of all files; null if its files were not recorded when it was written.') readonly bytes!: number | null;
  @field([PruningFile], 'Its files; empty if they were not recorded when it was written.') readonly files!: readonly PruningFile[];
}

/** The check that a written model computes the right logits. */
@outputType(
  'Check of the written model: it is opened again, and its logits on a fixed input are compared with those of its parent with the same layers bypassed.',
)
export class PruningCertificate {
  @field(Float, 'Largest absolute difference between two logits.') readonly maxLogitDifference!: number;
  @field(Float, 'Largest difference that counts as rounding.') readonly limit!: number;
  @field(Int, 'Number of tokens of the input.') readonly tokens!: number;
  @field(Boolean, 'Whether the difference is small enough to be rounding.') readonly passed!: boolean;
}

@nodeType('A change of a model: layers, token mixers or MLPs that go, with the strategy and the repair; tokens; or bits.')
export class Pruning extends Node {
  readonly modelKey!: string;
  readonly revisionKey!: string;
  readonly scoreRunKey!: string | null;
  /** Read only for the fields plan and certificate. */
  readonly storedPlan?: unknown;

  @field(Boolean, 'Whether it was handed in with its results; its model may have been trained after the removal.')
  readonly isImported!: boolean;
  @field(Strategy, 'Strategy that chose the units.') readonly strategy!: Strategy;
  @nullable(Int, 'Seed of a random strategy, or a further seed of a search; null for the others.') readonly seed!: number | null;
  @nullable(String, CHOSEN_ON) readonly chosenOn!: string | null;
  @field(
    [UnitKind],
    'Kinds of units that the strategy could choose; several kinds are ranked together. Empty for a smaller vocabulary or a type.',
  )
  readonly units!: readonly UnitKind[];
  @field([Int], "Whole removed layers, ascending, in the dense model's numbering.") readonly removed!: readonly number[];
  @field([Int], 'Layers of which only the token mixer is removed, ascending.') readonly removedAttention!: readonly number[];
  @field([Int], 'Layers of which only the MLP is removed, ascending.') readonly removedMlp!: readonly number[];
  @field([Int], 'Layers of the chosen units in the order of removal.') readonly removalOrder!: readonly number[];
  @field([UnitKind], 'The kind of each of these units.') readonly removalOrderKinds!: readonly UnitKind[];
  @field(Int, 'Number of removed units.') readonly removedCount!: number;
  @field(Float, 'Whole removed layers ÷ layers of the dense model.') readonly removedBlockRatio!: number;
  @field(Float, 'Removed units ÷ all units of these kinds in the dense model.') readonly removedUnitRatio!: number;
  @field(Float, 'Removed parameters ÷ all parameters of the dense model.') readonly removedParameterRatio!: number;
  @field(GraphQLSafeInt, 'Parameters of the dense model.') readonly parametersBefore!: number;
  @field(GraphQLSafeInt, 'Parameters of the pruned model.') readonly parametersAfter!: number;
  @nullable(Int, 'Bytes that each token adds to the KV cache of one text; 0 without a cache, null if it is not known.')
  readonly cacheBytesPerToken!: number | null;
  @nullable(RepairKind, 'Kind of the repair; null if nothing replaces the removed layers.') readonly repairKind!: RepairKind | null;
  @nullable(PruningRepair, 'How the removed layers were replaced; null if nothing replaces them.') readonly repair!: PruningRepair | null;
  @nullable(
    String,
    "GGUF type in which the model is written, as 'Q8_0', or types by unit, as 'attention=Q8_0+mlp.0-3=Q4_0'; null = its weights keep their types.",
  )
  readonly weightType!: string | null;
  @nullable(String, KEPT) readonly keepVocabulary!: string | null;
  @nullable(String, CAVEAT) readonly caveat!: string | null;
  @nullable(PruningArtefact, 'The pruned model that was written; null if only the plan exists.')
  readonly artefact!: PruningArtefact | null;
  @field(GraphQLDateTimeISO, 'When it was stored.') readonly createdAt!: Date;
}
