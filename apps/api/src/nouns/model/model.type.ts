import { GraphQLDateTimeISO, GraphQLJSON, GraphQLSafeInt } from 'graphql-scalars';
import { Int } from 'type-graphql';
import { Node, nodeType } from '../../data/node.type.ts';
import { field, nullable } from '../../paging/field.ts';
import type { ModelFamily } from '../model-family/model-family.type.ts';
import { ModelFormat } from '../vocabulary/model-format.ts';
import { NormPlacement } from '../vocabulary/norm-placement.ts';

/** A language model, with the facts of its current revision. */
@nodeType('A language model. Its technical facts are those of its current revision; a model is listed once a revision is registered.')
export class Model extends Node {
  /** The row's key in the database; the API shows only `id`. */
  readonly key!: string;
  readonly familyKey!: string;
  /** The family, where the statement that read the model brought it along. */
  readonly familyRow?: ModelFamily;
  readonly revisionKey!: string;
  readonly derivedFromKey!: string | null;

  @field(String, 'Short name for URLs, filters and the command line.') readonly slug!: string;
  @field(String, 'Name for people.') readonly name!: string;
  @nullable(String, 'What it is.') readonly description!: string | null;
  @nullable(String, 'Licence of the weights, as its card states it.') readonly licence!: string | null;
  @field(String, "Where its files come from: 'bundled', 'folder' or 'hub'; 'declared' = its facts were handed in and it has no files here.")
  readonly source!: string;
  @nullable(String, 'The model card, Markdown.') readonly card!: string | null;
  @nullable(GraphQLJSON, 'How it was trained, as its publisher states it.') readonly trainingFacts!: unknown;
  @nullable(String, "Architecture named by the model's configuration; null when it has none.") readonly architecture!: string | null;
  @nullable(ModelFormat, 'How its files are stored; null for a declared model that does not say.') readonly format!: ModelFormat | null;
  @field(NormPlacement, 'Where the norms of a block sit.') readonly normPlacement!: NormPlacement;
  @field(String, 'Number format of the weights.') readonly precision!: string;
  @nullable(GraphQLJSON, 'How its weights were made of those of derivedFrom; null for a model of its own.') readonly quantization!: unknown;
  @field(Int, 'Number of layers (decoder blocks).') readonly blockCount!: number;
  @field(Int, 'Width of the residual stream.') readonly hiddenSize!: number;
  @nullable(Int, 'Number of tokens in the vocabulary; null where the graph does not tell.') readonly vocabularySize!: number | null;
  @field(GraphQLSafeInt, 'Number of parameters of the whole model.') readonly parameterCount!: number;
  @field(GraphQLDateTimeISO, 'When it was registered.') readonly createdAt!: Date;
  @field(GraphQLDateTimeISO, 'When its entry last changed.') readonly updatedAt!: Date;
}
