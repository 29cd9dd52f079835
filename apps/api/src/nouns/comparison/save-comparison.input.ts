import { field, inputType } from '../../paging/field.ts';
import { CompareModelsArgs } from './compare-models.args.ts';

@inputType('A comparison to save. It keeps the score runs that represent the models now.')
export class SaveComparisonInput extends CompareModelsArgs {
  @field(String, 'Title for people, 1 to 200 characters.') readonly title!: string;
}
