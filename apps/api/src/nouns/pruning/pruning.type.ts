import { GraphQLDateTimeISO, GraphQLSafeInt } from 'graphql-scalars';
import { Field, Float, Int, ObjectType } from 'type-graphql';
import { Node } from '../../data/node.type.ts';
import { Strategy } from '../vocabulary/strategy.ts';

/** A pruned model on disk. */
@ObjectType({ simpleResolvers: true, description: 'A pruned model that was written.' })
export class PruningArtefact {
  @Field(() => String, { description: 'SHA-256 of the pruned graph.' })
  readonly sha256!: string;
}

/** A choice of layers to remove. */
@ObjectType({ implements: Node, simpleResolvers: true, description: 'A choice of layers to remove from a model, and how it was made.' })
export class Pruning extends Node {
  /** The row's key in the database; the API shows only `id`. */
  readonly key!: string;
  readonly modelKey!: string;
  readonly revisionKey!: string;
  readonly scoreRunKey!: string | null;
  readonly studyKey!: string | null;

  @Field(() => Strategy, { description: 'How the layers were chosen.' })
  readonly strategy!: Strategy;

  @Field(() => Int, { nullable: true, description: 'Seed of a random strategy; null for the others.' })
  readonly seed!: number | null;

  @Field(() => Boolean, { description: 'Whether the first layer was kept whatever its score.' })
  readonly protectFirst!: boolean;

  @Field(() => Boolean, { description: 'Whether the last layer was kept whatever its score.' })
  readonly protectLast!: boolean;

  @Field(() => [Int], { description: "Removed layers, ascending, in the dense model's numbering." })
  readonly removed!: readonly number[];

  @Field(() => [Int], { description: 'The same layers in the order of removal.' })
  readonly removalOrder!: readonly number[];

  @Field(() => Int, { description: 'How many layers are removed.' })
  readonly removedCount!: number;

  @Field(() => Float, { description: 'Layers removed / layers of the dense model.' })
  readonly removedBlockRatio!: number;

  @Field(() => Float, { description: 'Parameters removed / all parameters of the dense model.' })
  readonly removedParameterRatio!: number;

  @Field(() => GraphQLSafeInt, { description: 'Parameters of the dense model.' })
  readonly parametersBefore!: number;

  @Field(() => GraphQLSafeInt, { description: 'Parameters of the pruned model.' })
  readonly parametersAfter!: number;

  @Field(() => PruningArtefact, { nullable: true, description: 'The pruned model that was written; null when only the plan exists.' })
  readonly artefact!: PruningArtefact | null;

  @Field(() => GraphQLDateTimeISO, { description: 'When it was stored.' })
  readonly createdAt!: Date;
}
