import { GraphQLSafeInt } from 'graphql-scalars';
import { Field, InputType, Int } from 'type-graphql';
import { NormPlacement } from '../vocabulary/norm-placement.ts';

/** A family to register a model in. */
@InputType({ description: 'The family of a model that is registered.' })
export class RegisteredFamilyInput {
  @Field(() => String, { description: 'Short name: lower-case letters, digits, "-", "_" and ".".' })
  readonly slug!: string;

  @Field(() => String, { nullable: true, description: 'Name for people; null = the short name.' })
  readonly name?: string | null;
}

/** What a model without files here is. */
@InputType({ description: 'What a model is whose files are not here: enough to import scores and evaluations of it.' })
export class ModelFactsInput {
  @Field(() => Int, { description: 'Number of layers (decoder blocks), 1 to 10000.' })
  readonly blockCount!: number;

  @Field(() => Int, { description: 'Width of the residual stream.' })
  readonly hiddenSize!: number;

  @Field(() => GraphQLSafeInt, { description: 'Number of parameters of the whole model.' })
  readonly parameterCount!: number;

  @Field(() => Int, { nullable: true, description: 'Number of tokens in the vocabulary.' })
  readonly vocabularySize?: number | null;

  @Field(() => String, { nullable: true, description: "Architecture, as its config.json's model_type names it." })
  readonly architecture?: string | null;

  @Field(() => NormPlacement, { nullable: true, defaultValue: NormPlacement.UNKNOWN, description: 'Where the norms of a block sit.' })
  readonly normPlacement?: NormPlacement | null;

  @Field(() => String, { nullable: true, defaultValue: 'unknown', description: 'Number format of the weights, as "float32".' })
  readonly precision?: string | null;

  @Field(() => [GraphQLSafeInt], { nullable: true, description: 'Parameters of each layer, one number per layer; null = not known.' })
  readonly layerParameterCounts?: readonly number[] | null;

  @Field(() => String, { nullable: true, description: 'SHA-256 (hex) of the weights, which tells states of one model apart.' })
  readonly weightsSha256?: string | null;
}

/** A model to register: by where its files are, or by its facts. */
@InputType({ description: 'A model to register: either by a reference, which a scorer reads, or by its facts.' })
export class RegisterModelInput {
  @Field(() => String, { description: 'Short name for URLs, filters and the command line: lower-case letters, digits, "-", "_" and ".".' })
  readonly slug!: string;

  @Field(() => String, {
    nullable: true,
    description: "A folder's name below the scorer's model folders, or org/name[@revision][:variant] on the Hugging Face hub.",
  })
  readonly reference?: string | null;

  @Field(() => ModelFactsInput, { nullable: true, description: 'Its facts, where its files are not here.' })
  readonly facts?: ModelFactsInput | null;

  @Field(() => String, { nullable: true, description: 'Name for people; null = the short name.' })
  readonly name?: string | null;

  @Field(() => RegisteredFamilyInput, { nullable: true, description: 'Its family; null = named by its architecture.' })
  readonly family?: RegisteredFamilyInput | null;

  @Field(() => String, { nullable: true, description: 'What it is.' })
  readonly description?: string | null;

  @Field(() => String, { nullable: true, description: 'Licence of its weights.' })
  readonly licence?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Key of your own: a second registration by reference with the same key answers with the job of the first.',
  })
  readonly idempotencyKey?: string | null;
}
