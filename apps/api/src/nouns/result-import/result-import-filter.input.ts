import { Field, InputType } from 'type-graphql';
import { ImportFormat } from './import-format.ts';

/** Which ResultImport rows a list holds. */
@InputType({ description: 'Which ResultImport rows are listed: all conditions must hold; one that is null does not count.' })
export class ResultImportFilter {
  @Field(() => [String], { nullable: true, description: 'Short names of models.' })
  readonly models?: readonly string[] | null;

  @Field(() => ImportFormat, { nullable: true, description: 'What it was read from.' })
  readonly format?: ImportFormat | null;
}
