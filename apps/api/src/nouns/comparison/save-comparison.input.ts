import { field, inputType } from '../../paging/field.ts';
import { CompareModelsArgs } from './compare-models.args.ts';

@inputType('A comparison to keep: the runs that stand for the models now stay those of the comparison.')
export class SaveComparisonInput extends CompareModelsArgs {
  @field(String, 'Title for people, 1 to 200 characters.') readonly title!: string;
}
