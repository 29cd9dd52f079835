import { GraphQLSafeInt } from 'graphql-scalars';
import { Int } from 'type-graphql';
import { field, inputType, nullable } from '../../paging/field.ts';
import { NormPlacement } from '../vocabulary/norm-placement.ts';

@inputType('The family of a model that is registered.')
export class RegisteredFamilyInput {
  @field(String, 'Short name: lower-case letters, digits, "-", "_" and ".".') readonly slug!: string;
  @nullable(String, 'Name for people; null = the short name.') readonly name?: string | null;
}

@inputType('What a model is whose files are not here: enough to import scores and evaluations of it.')
export class ModelFactsInput {
  @field(Int, 'Number of layers (decoder blocks), 1 to 10000.') readonly blockCount!: number;
  @field(Int, 'Width of the residual stream.') readonly hiddenSize!: number;
  @field(GraphQLSafeInt, 'Number of parameters of the whole model.') readonly parameterCount!: number;
  @nullable(Int, 'Number of tokens in the vocabulary.') readonly vocabularySize?: number | null;
  @nullable(String, "Architecture, as its config.json's model_type names it.") readonly architecture?: string | null;
  @nullable(NormPlacement, 'Where the norms of a block sit.', { defaultValue: NormPlacement.UNKNOWN })
  readonly normPlacement?: NormPlacement | null;
  @nullable(String, 'Number format of the weights, as "float32".', { defaultValue: 'unknown' }) readonly precision?: string | null;
  @nullable([GraphQLSafeInt], 'Parameters of each layer, one number per layer; null = not known.')
  readonly layerParameterCounts?: readonly number[] | null;
  @nullable(String, 'SHA-256 (hex) of the weights, which tells states of one model apart.') readonly weightsSha256?: string | null;
}

@inputType('A model to register: either by a reference, which a scorer reads, or by its facts.')
export class RegisterModelInput {
  @field(String, 'Short name for URLs, filters and the command line: lower-case letters, digits, "-", "_" and ".".') readonly slug!: string;
  @nullable(String, "A folder's name below the scorer's model folders, or org/name[@revision][:variant] on the Hugging Face hub.")
  readonly reference?: string | null;
  @nullable(ModelFactsInput, 'Its facts, where its files are not here.') readonly facts?: ModelFactsInput | null;
  @nullable(String, 'Name for people; null = the short name.') readonly name?: string | null;
  @nullable(RegisteredFamilyInput, 'Its family; null = named by its architecture.') readonly family?: RegisteredFamilyInput | null;
  @nullable(String, 'What it is.') readonly description?: string | null;
  @nullable(String, 'Licence of its weights.') readonly licence?: string | null;
  @nullable(String, 'Key of your own: a second registration by reference with the same key answers with the job of the first.')
  readonly idempotencyKey?: string | null;
}
