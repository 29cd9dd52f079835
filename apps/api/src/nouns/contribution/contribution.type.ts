import { GraphQLDateTimeISO } from 'graphql-scalars';
import { Float, Int } from 'type-graphql';
import { field, nullable, outputType } from '../../paging/field.ts';
import { PublishedSource } from '../published-layer/published-layer.type.ts';

@outputType('Something that was checked of a shared file.')
export class ContributionCheck {
  @field(String, "'schema', 'protocol', 'plausibility' or 'model'.") readonly name!: string;
  @field(String, 'The result of the check, in words.') readonly detail!: string;
}

@outputType('A sample of a shared file that was measured again, as the holder of a token reports it: the platform did not measure itself.')
export class ContributionVerification {
  @field(Int, 'Documents that were measured again.') readonly documents!: number;
  @field(Float, 'Largest difference of a score of one document and layer, in the unit of its measure.') readonly difference!: number;
  @field(String, 'The device that measured it.') readonly device!: string;
  @field(GraphQLDateTimeISO, 'When.') readonly measuredAt!: Date;
  @field(String, 'Name of the token that reported it.') readonly reportedBy!: string;
}

@outputType(
  'Measurements that a team made of one model on its own machine, and shared as a file. They are never mixed with those of this server.',
)
export class Contribution {
  @field(String, 'SHA-256 of the shared file.') readonly digest!: string;
  @field(String, 'Who measured it.') readonly contributor!: string;
  @field(String, 'Short name of the model, as the published models have it.') readonly model!: string;
  @field(String, 'Display name of the model.') readonly modelName!: string;
  @field(String, 'SHA-256 of the weights that were measured.') readonly weightsSha256!: string;
  @field(PublishedSource, 'The source under which its scores of layers are shown.') readonly source!: PublishedSource;
  @field(String, "The contributor's answer: the parts of the model that may go.") readonly sentence!: string;
  @field(String, 'The device that measured it.') readonly device!: string;
  @field(GraphQLDateTimeISO, 'When it was measured.') readonly measuredAt!: Date;
  @field(GraphQLDateTimeISO, 'When it was imported.') readonly importedAt!: Date;
  @field([ContributionCheck], 'The checks that were made when it was imported.') readonly checks!: readonly ContributionCheck[];
  @nullable(ContributionVerification, 'A sample that was measured again; null where the model was not at hand.')
  readonly verification!: ContributionVerification | null;
}
