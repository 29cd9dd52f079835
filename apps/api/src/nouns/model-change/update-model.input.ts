import { field, inputType, nullable } from '../../paging/field.ts';
import { RegisteredFamilyInput } from '../model-registration/register-model.input.ts';

@inputType('Changed words about a model. A missing field stays as it is; an empty description or licence is removed.')
export class UpdateModelInput {
  @field(String, 'Short name of the model; it does not change.') readonly slug!: string;
  @nullable(String, 'New display name.') readonly name?: string | null;
  @nullable(String, 'New description.') readonly description?: string | null;
  @nullable(String, 'New licence of its weights.') readonly licence?: string | null;
  @nullable(RegisteredFamilyInput, 'New family.') readonly family?: RegisteredFamilyInput | null;
}
