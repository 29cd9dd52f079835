import { GraphQLDateTimeISO, GraphQLJSON, GraphQLSafeInt } from 'graphql-scalars';
import { Field, Int, ObjectType } from 'type-graphql';
import { Node } from '../../data/node.type.ts';
import type { ModelFamily } from '../model-family/model-family.type.ts';
import { NormPlacement } from '../vocabulary/norm-placement.ts';

/** A language model, with the facts of its current revision. */
@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description: 'A language model. Its technical facts are those of its current revision; a model is listed once a revision is registered.',
})
export class Model extends Node {
  /** The row's key in the database; the API shows only `id`. */
  readonly key!: string;
  readonly familyKey!: string;
  /** The family, where the statement that read the model brought it along. */
  readonly familyRow?: ModelFamily;
  readonly revisionKey!: string;
  readonly derivedFromKey!: string | null;

  @Field(() => String, { description: 'Short name for URLs, filters and the command line.' })
  readonly slug!: string;

  @Field(() => String, { description: 'Name for people.' })
  readonly name!: string;

  @Field(() => String, { nullable: true, description: 'What it is.' })
  readonly description!: string | null;

  @Field(() => String, { nullable: true, description: 'Licence of the weights, as its card states it.' })
  readonly licence!: string | null;

  @Field(() => String, {
    description: "Where its files come from: 'bundled', 'folder' or 'hub'; 'declared' = its facts were handed in and it has no files here.",
  })
  readonly source!: string;

  @Field(() => String, { nullable: true, description: 'The model card, Markdown.' })
  readonly card!: string | null;

  @Field(() => GraphQLJSON, { nullable: true, description: 'How it was trained, as its publisher states it.' })
  readonly trainingFacts!: unknown;

  @Field(() => String, { nullable: true, description: "Architecture named by the model's configuration; null when it has none." })
  readonly architecture!: string | null;

  @Field(() => NormPlacement, { description: 'Where the norms of a block sit.' })
  readonly normPlacement!: NormPlacement;

  @Field(() => String, { description: 'Number format of the weights.' })
  readonly precision!: string;

  @Field(() => GraphQLJSON, {
    nullable: true,
    description: 'How its weights were made of those of derivedFrom; null for a model of its own.',
  })
  readonly quantization!: unknown;

  @Field(() => Int, { description: 'Number of layers (decoder blocks).' })
  readonly blockCount!: number;

  @Field(() => Int, { description: 'Width of the residual stream.' })
  readonly hiddenSize!: number;

  @Field(() => Int, { nullable: true, description: 'Number of tokens in the vocabulary; null where the graph does not tell.' })
  readonly vocabularySize!: number | null;

  @Field(() => GraphQLSafeInt, { description: 'Number of parameters of the whole model.' })
  readonly parameterCount!: number;

  @Field(() => GraphQLDateTimeISO, { description: 'When it was registered.' })
  readonly createdAt!: Date;

  @Field(() => GraphQLDateTimeISO, { description: 'When its entry last changed.' })
  readonly updatedAt!: Date;
}
