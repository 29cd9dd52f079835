import { GraphQLSafeInt } from 'graphql-scalars';
import { Int } from 'type-graphql';
import { field, inputType, nullable } from '../../paging/field.ts';
import { NormPlacement } from '../vocabulary/model.ts';

@inputType('The family of a model that is registered.')
export class RegisteredFamilyInput {
  @field(String, 'Short name: lower-case letters, digits, "-", "_" and ".".') readonly slug!: string;
  @nullable(String, 'Display name; null = the short name.') readonly name?: string | null;
}

@inputType('Facts of a model without files on this platform, so that its scores and evaluations can be imported.')
export class ModelFactsInput {
  @field(Int, 'Number of layers (decoder blocks), 1 to 10000.') readonly blockCount!: number;
  @field(Int, 'Hidden size: width of the residual stream.') readonly hiddenSize!: number;
  @field(GraphQLSafeInt, 'Number of parameters of the whole model.') readonly parameterCount!: number;
  @nullable(Int, 'Number of tokens in the vocabulary.') readonly vocabularySize?: number | null;
  @nullable(String, 'Architecture: the model_type of its config.json.') readonly architecture?: string | null;
  @nullable(NormPlacement, 'Norm placement: where a block has its norms.', { defaultValue: NormPlacement.UNKNOWN })
  readonly normPlacement?: NormPlacement | null;
  @nullable(String, 'Number format of the weights, for example "float32".', { defaultValue: 'unknown' }) readonly precision?: string | null;
  @nullable([GraphQLSafeInt], 'Parameters of each layer, one number per layer; null = not known.')
  readonly layerParameterCounts?: readonly number[] | null;
  @nullable(String, 'SHA-256 (hex) of the weights; it distinguishes revisions of one model.') readonly weightsSha256?: string | null;
}

@inputType('A model to register: either by a reference that a scorer reads, or by its facts.')
export class RegisterModelInput {
  @field(String, 'Short name for URLs, filters and the command line: lower-case letters, digits, "-", "_" and ".".') readonly slug!: string;
  @nullable(String, "Name of a folder in the scorer's model folders, or org/name[@revision][:variant] on the Hugging Face hub.")
  readonly reference?: string | null;
  @nullable(ModelFactsInput, 'Its facts, if its files are not on this platform.') readonly facts?: ModelFactsInput | null;
  @nullable(String, 'Display name; null = the short name.') readonly name?: string | null;
  @nullable(RegisteredFamilyInput, 'Its family; null = a family named after its architecture.')
  readonly family?: RegisteredFamilyInput | null;
  @nullable(String, 'A description, in words.') readonly description?: string | null;
  @nullable(String, 'Licence of its weights.') readonly licence?: string | null;
  @nullable(String, 'A key that you choose. A second registration by reference with the same key returns the job of the first.')
  readonly idempotencyKey?: string | null;
}

/** A family as the database stores it: without a display name, its short name is shown. */
export function toFamily({ slug, name }: RegisteredFamilyInput): { readonly slug: string; readonly name: string } {
  return { slug, name: name ?? slug };
}
