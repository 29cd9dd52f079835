import { GraphQLDateTimeISO, GraphQLSafeInt } from 'graphql-scalars';
import { Float, Int } from 'type-graphql';
import { Node, nodeType } from '../../data/node.type.ts';
import { field, nullable, outputType } from '../../paging/field.ts';
import { Strategy } from '../vocabulary/strategy.ts';

@outputType('A pruned model that was written.')
export class PruningArtefact {
  @field(String, 'SHA-256 of the pruned graph.') readonly sha256!: string;
}

/** What showed that a written model computes what it should. */
@outputType('The written model, opened again, beside its parent without the removed layers: logits of both on a fixed input.')
export class PruningCertificate {
  @field(Float, 'Largest absolute difference of a logit.') readonly maxLogitDifference!: number;
  @field(Float, 'Largest difference that is taken for rounding.') readonly limit!: number;
  @field(Int, 'Length of the input.') readonly tokens!: number;
  @field(Boolean, 'Whether both find the same token likeliest at every place.') readonly argmaxEqual!: boolean;
  @field(Boolean, 'Whether the difference is rounding.') readonly passed!: boolean;
}

@nodeType('A choice of layers to remove from a model, and how it was made.')
export class Pruning extends Node {
  /** The row's key in the database; the API shows only `id`. */
  readonly key!: string;
  readonly modelKey!: string;
  readonly revisionKey!: string;
  readonly scoreRunKey!: string | null;
  readonly studyKey!: string | null;

  @field(Strategy, 'How the layers were chosen.') readonly strategy!: Strategy;
  @nullable(Int, 'Seed of a random strategy; null for the others.') readonly seed!: number | null;
  @field(Boolean, 'Whether the first layer was kept whatever its score.') readonly protectFirst!: boolean;
  @field(Boolean, 'Whether the last layer was kept whatever its score.') readonly protectLast!: boolean;
  @field([Int], "Removed layers, ascending, in the dense model's numbering.") readonly removed!: readonly number[];
  @field([Int], 'The same layers in the order of removal.') readonly removalOrder!: readonly number[];
  @field(Int, 'How many layers are removed.') readonly removedCount!: number;
  @field(Float, 'Layers removed / layers of the dense model.') readonly removedBlockRatio!: number;
  @field(Float, 'Parameters removed / all parameters of the dense model.') readonly removedParameterRatio!: number;
  @field(GraphQLSafeInt, 'Parameters of the dense model.') readonly parametersBefore!: number;
  @field(GraphQLSafeInt, 'Parameters of the pruned model.') readonly parametersAfter!: number;
  @nullable(PruningArtefact, 'The pruned model that was written; null when only the plan exists.')
  readonly artefact!: PruningArtefact | null;
  @field(GraphQLDateTimeISO, 'When it was stored.') readonly createdAt!: Date;
}
