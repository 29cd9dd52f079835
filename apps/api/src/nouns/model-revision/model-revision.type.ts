import { GraphQLDateTimeISO, GraphQLSafeInt } from 'graphql-scalars';
import { Field, Int, ObjectType } from 'type-graphql';
import { Node } from '../../data/node.type.ts';
import { NormPlacement } from '../vocabulary/norm-placement.ts';

/** One immutable state of a model's files. */
@ObjectType({ implements: Node, simpleResolvers: true, description: "One immutable state of a model's files, told by its digests." })
export class ModelRevision extends Node {
  /** The row's key in the database; the API shows only `id`. */
  readonly key!: string;
  readonly modelKey!: string;

  @Field(() => String, { description: 'SHA-256 over the graph, weight and tokenizer digests.' })
  readonly digest!: string;

  @Field(() => String, { description: 'SHA-256 of the graph without weights.' })
  readonly graphSha256!: string;

  @Field(() => String, { description: 'SHA-256 of the weights.' })
  readonly weightsSha256!: string;

  @Field(() => String, { nullable: true, description: 'SHA-256 of the tokenizer; null for a model without one.' })
  readonly tokenizerSha256!: string | null;

  @Field(() => Boolean, { description: 'Whether this is the state that the model now shows.' })
  readonly isCurrent!: boolean;

  @Field(() => String, { nullable: true, description: "Architecture named by the model's configuration." })
  readonly architecture!: string | null;

  @Field(() => NormPlacement, { description: 'Where the norms of a block sit.' })
  readonly normPlacement!: NormPlacement;

  @Field(() => String, { description: 'Number format of the weights.' })
  readonly precision!: string;

  @Field(() => String, { description: 'Program that wrote the graph.' })
  readonly exporter!: string;

  @Field(() => Int, { description: 'ONNX operator set version.' })
  readonly opset!: number;

  @Field(() => Int, { description: 'Number of layers (decoder blocks).' })
  readonly blockCount!: number;

  @Field(() => Int, { description: 'Width of the residual stream.' })
  readonly hiddenSize!: number;

  @Field(() => Int, { nullable: true, description: 'Number of tokens in the vocabulary.' })
  readonly vocabularySize!: number | null;

  @Field(() => GraphQLSafeInt, { description: 'Number of parameters.' })
  readonly parameterCount!: number;

  @Field(() => [String], { description: 'Names of the tensors between the layers: blockCount + 1 of them.' })
  readonly boundaries!: readonly string[];

  @Field(() => [String], { description: 'What was odd about the graph.' })
  readonly warnings!: readonly string[];

  @Field(() => GraphQLDateTimeISO, { description: 'When it was registered.' })
  readonly createdAt!: Date;
}
